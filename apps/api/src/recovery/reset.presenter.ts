import type { CreatedReset, ResetRow } from '@hearthlore/identity';
import type { CreatedResetDto, ResetDto } from './reset.dto.js';

const PAGES = { recover: '/recover', 'start-empty': '/start-empty' } as const;

export function toResetDto({ id, kind, effectiveAt, expiresAt, createdAt }: ResetRow): Pick<ResetDto, keyof ResetDto> {
  return {
    id,
    kind,
    effectiveAt: effectiveAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    createdAt: createdAt.toISOString(),
  };
}

export function toCreatedResetDto(reset: CreatedReset): CreatedResetDto {
  return { ...toResetDto(reset), token: reset.token, path: `${PAGES[reset.kind]}#${reset.token}` };
}
