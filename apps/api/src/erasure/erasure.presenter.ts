import type { ErasureProgress, RequestedErasure, ScheduledErasure } from '@hearthlore/data-rights';
import type { ErasureReceiptDto, RequestedErasureDto, ScheduledErasureDto } from './erasure.dto.js';

export function toRequestedErasureDto({ effectiveAt, receiptToken }: RequestedErasure): RequestedErasureDto {
  return { effectiveAt: effectiveAt.toISOString(), receiptToken };
}

export function toScheduledErasureDto({ reason, requestedAt, effectiveAt }: ScheduledErasure): ScheduledErasureDto {
  return { reason, requestedAt: requestedAt.toISOString(), effectiveAt: effectiveAt.toISOString() };
}

export function toErasureReceiptDto({ state, effectiveAt, note }: ErasureProgress, key: string): ErasureReceiptDto {
  return { state, effectiveAt: effectiveAt.toISOString(), receipt: note ?? null, verifierKey: key };
}
