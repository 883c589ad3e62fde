import { ChunkHashes } from '../manifest/chunk-hashes.js';
import type { Manifest } from '../manifest/manifest.js';

/** Places that are listed before the rest is only counted. */
const MAX_PLACES = 100;

/** What a look at a backup found; everything but `good` means that it is not what was written. */
export const BackupFinding = {
  good: 'good',
  manifestMissing: 'manifest-missing',
  manifestMalformed: 'manifest-malformed',
  manifestUnknownKey: 'manifest-unknown-key',
  manifestForged: 'manifest-forged',
  /** Signed, but of another file, or of another backup than the one that was made under this name. */
  manifestSwapped: 'manifest-swapped',
  /** One that this installation wrote is not there any more. */
  chainBroken: 'chain-broken',
  fileMissing: 'file-missing',
  fileTruncated: 'file-truncated',
  fileLonger: 'file-longer',
  fileDamaged: 'file-damaged',
} as const;
export type BackupFinding = (typeof BackupFinding)[keyof typeof BackupFinding];

export interface DamagedPlace {
  /** Of its first byte in the file. */
  readonly offset: number;
  readonly length: number;
}

export interface FileReport {
  readonly finding: BackupFinding;
  readonly bytes: number;
  readonly damaged: readonly DamagedPlace[];
}

/** Compares a file with what was signed, to its last byte; needs no identity. */
export async function verifyFile(content: AsyncIterable<Uint8Array>, manifest: Manifest): Promise<FileReport> {
  const hashes = new ChunkHashes(manifest.chunks.size);
  for await (const data of content) hashes.add(data);
  const found = hashes.finish();
  const { size } = manifest.chunks;
  const damaged = manifest.chunks.sha256
    .flatMap((expected, index) => {
      const place = { offset: index * size, length: Math.min(size, manifest.bytes - index * size) };
      return found.chunks.sha256[index] === expected ? [] : [place];
    })
    .slice(0, MAX_PLACES);
  return { finding: findingOf(found, manifest), bytes: found.bytes, damaged };
}

function findingOf(found: { readonly bytes: number; readonly sha256: string }, manifest: Manifest): BackupFinding {
  if (found.bytes < manifest.bytes) return BackupFinding.fileTruncated;
  if (found.bytes > manifest.bytes) return BackupFinding.fileLonger;
  return found.sha256 === manifest.sha256 ? BackupFinding.good : BackupFinding.fileDamaged;
}
