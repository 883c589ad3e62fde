import { hash } from 'node:crypto';
import { type NoteSigner, type NoteVerifier, noteStanding, noteText, signNote } from '@hearthlore/audit';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

/** Longest note that is read, in bytes: chunk hashes of half a terabyte. */
export const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

const manifestSchema = z.object({
  v: z.literal(1),
  instance: z.uuid(),
  created: z.iso.datetime(),
  appVersion: z.string().max(50),
  schema: z.object({ migrations: count, newest: sha256 }),
  /** Name of the file at the target. */
  file: z.string().max(200),
  bytes: count,
  /** Of the file, as `sha256sum` prints it. */
  sha256,
  /** Of each piece of the file, the last one shorter: they name the place that is damaged. */
  chunks: z.object({ size: count.min(1), sha256: z.array(sha256) }),
  /** What the tar inside has. */
  entries: z.array(z.object({ path: z.string(), size: count, sha256 })),
  watermark: z.object({ lsn: z.string(), at: z.iso.datetime() }),
  ledgerHead: sha256,
  ledgerCount: count,
  /** Newest checkpoint of the audit log. */
  auditHead: z.string().nullable(),
  /** Of the manifest before it; none of the first one. */
  prevManifestSha256: sha256.nullable(),
});

/** What a backup is: enough to notice any change of it without being able to open it. */
export type Manifest = Readonly<z.output<typeof manifestSchema>>;

/** Whether a note is one of ours, and of which installation. */
export type ManifestStanding = 'signed' | 'unknown-key' | 'forged' | 'malformed';

export interface ReadManifest {
  readonly standing: ManifestStanding;
  /** Absent where it is malformed; to be believed only where it is signed. */
  readonly manifest: Manifest | undefined;
  /** Hexadecimal SHA-256 of the note: what the next manifest is chained to. */
  readonly sha256: string;
}

export const MANIFEST_SUFFIX = '.manifest';

/** Name under which an installation's manifests are signed: the same key signs checkpoints under another one. */
export function manifestSignerName(installationId: string): string {
  return `hearthlore/backup/${installationId}`;
}

/** One line of JSON as a signed note (C2SP signed-note). */
export function signManifest(manifest: Manifest, signer: NoteSigner): string {
  return signNote(`${JSON.stringify(manifestSchema.parse(manifest))}\n`, signer);
}

export function manifestSha256(note: string): string {
  return hash('sha256', note);
}

export function readManifest(note: string, verifier: NoteVerifier): ReadManifest {
  const parsed = manifestSchema.safeParse(jsonOf(noteText(note, MAX_MANIFEST_BYTES)));
  const standing = noteStanding(note, verifier, MAX_MANIFEST_BYTES);
  return {
    standing: parsed.success ? standing : 'malformed',
    manifest: parsed.data,
    sha256: manifestSha256(note),
  };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
