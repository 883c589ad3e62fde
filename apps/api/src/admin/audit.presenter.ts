import type { AuditHead, AuditPageResult, ReportedEntry } from '@hearthlore/audit';
import type { ActivityDto, AuditEntryDto, AuditHeadDto, AuditListDto } from './audit.dto.js';

export function toAuditListDto({ entries, next }: AuditPageResult, ownTag: string | undefined): AuditListDto {
  return {
    data: entries.map(toAuditEntryDto),
    nextCursor: next === undefined ? null : String(next),
    ownTag: ownTag ?? null,
  };
}

export function toActivityDto(page: AuditPageResult, ownTag: string | undefined, head: AuditHead): ActivityDto {
  const { data, nextCursor, ownTag: tag } = toAuditListDto(page, ownTag);
  return { data, nextCursor, ownTag: tag, log: toAuditHeadDto(head) };
}

/** A damaged entry is shown as what it is: to answer with an error would hide all the others of its page. */
function toAuditEntryDto({ seq, text, entry }: ReportedEntry): AuditEntryDto {
  return {
    seq,
    at: entry?.ts ?? null,
    action: entry?.action ?? null,
    result: entry?.result ?? null,
    actor: entry?.actor ?? null,
    object: entry?.object ?? null,
    network: entry?.network ?? null,
    requestId: entry?.reqId ?? null,
    text,
  };
}

export function toAuditHeadDto({ size, isIntact, checkpoint, verifier }: AuditHead): AuditHeadDto {
  return {
    size,
    isIntact,
    checkpointSize: checkpoint?.size ?? null,
    checkpoint: checkpoint?.note ?? null,
    verifierKey: String(verifier),
  };
}
