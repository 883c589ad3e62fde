import type { MemberExport } from '@hearthlore/data-rights';
import type { ExportDto } from './export.dto.js';

export function toExportDto(one: MemberExport): ExportDto {
  const { id, state, bytes, hasPassphrase, createdAt, expiresAt, jobId } = one;
  return {
    id,
    state,
    bytes,
    hasPassphrase,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    jobId,
  };
}

/** The name under which a browser keeps it; it says nobody's name. */
export function exportFileName({ createdAt, hasPassphrase }: MemberExport): string {
  return `hearthlore-${createdAt.toISOString().slice(0, 10)}.zip${hasPassphrase ? '.age' : ''}`;
}
