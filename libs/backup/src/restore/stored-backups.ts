import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NoteVerifier } from '@hearthlore/audit';
import { BackupFileMissingError } from '../backup.errors.js';
import type { LedgerHead } from '../ledger/verify-ledger.js';
import { ChunkHashes } from '../manifest/chunk-hashes.js';
import { type Manifest, MANIFEST_SUFFIX, type ReadManifest, readManifest } from '../manifest/manifest.js';
import { TARGET_LEDGER } from '../making/copy-ledger.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import { readNote } from '../verification/verify-backup.js';
import { BackupFinding, verifyFile } from '../verification/verify-file.js';
import { AgeOpenTransform } from './age-open-transform.js';
import { ManifestRefusedError, WrongIdentityError } from './restore.errors.js';

/** Names begin with the time of the backup in UTC, so that the last one is the newest. */
const FILE = /^hearthlore-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-[0-9a-f]{8}\.tar\.zst\.age$/;
/** Knows no signature: a note is read with it before the key that signed it is known. */
const NOBODY = new NoteVerifier('nobody', new Uint8Array(32));

/** What lies at a target, as whoever wants it back sees it. */
export class StoredBackups {
  constructor(private readonly target: BackupTarget) {}

  async findNewest(): Promise<string | undefined> {
    const names = (await this.target.list()).map(({ name }) => name);
    return names
      .filter((name) => FILE.test(name))
      .toSorted()
      .at(-1);
  }

  /** When each of those was begun that lie here, by their names: also those without a manifest. */
  async listDates(): Promise<Date[]> {
    return (await this.target.list()).flatMap(({ name }) => {
      const [, year, month, day, hour, minute, second] = (FILE.exec(name) ?? []).map(Number);
      if (year === undefined || month === undefined) return [];
      return [new Date(Date.UTC(year, month - 1, day, hour, minute, second))];
    });
  }

  read(name: string): Promise<Readable> {
    return this.target.read(name);
  }

  /**
   * A file that was compared, once more: what took its place since is refused at its end, before anything of it is kept.
   *
   * @returns A stream that fails with {@link ManifestRefusedError}.
   */
  async readCompared(manifest: Manifest): Promise<Readable> {
    return Readable.from(compared(await this.target.read(manifest.file), manifest), { objectMode: false });
  }

  /** The newest ledger of erasures: it is replaced after each of them. */
  async findLedger(): Promise<string | undefined> {
    try {
      return await text(await this.target.read(TARGET_LEDGER));
    } catch (error) {
      if (error instanceof BackupFileMissingError) return undefined;
      throw error;
    }
  }

  /** How far the ledger went, as each manifest at the target says that this installation signed. */
  async ledgerHeads(verifier: NoteVerifier): Promise<LedgerHead[]> {
    const heads: LedgerHead[] = [];
    for (const { name } of await this.target.list()) {
      if (!name.endsWith(MANIFEST_SUFFIX)) continue;
      const note = (await readNote(this.target, name.slice(0, -MANIFEST_SUFFIX.length))) ?? '';
      const { standing, manifest } = readManifest(note, verifier);
      if (standing === 'signed' && manifest !== undefined)
        heads.push({ count: manifest.ledgerCount, head: manifest.ledgerHead });
    }
    return heads;
  }

  /** The note beside a file. */
  findNote(name: string): Promise<string | undefined> {
    return readNote(this.target, name);
  }

  /**
   * Holds a file against the note beside it; who signed that is another question.
   *
   * @throws {ManifestRefusedError} @throws {BackupFileMissingError}
   */
  async compare(name: string, note: string): Promise<Manifest> {
    const { manifest } = readManifest(note, NOBODY);
    if (manifest === undefined) throw new ManifestRefusedError('backup.manifest-altered');
    if (manifest.file !== name) throw new ManifestRefusedError('backup.manifest-swapped');
    const { finding } = await verifyFile(await this.target.read(name), manifest);
    if (finding !== BackupFinding.good) throw new ManifestRefusedError('backup.manifest-swapped');
    return manifest;
  }

  /**
   * Holds a file against the manifest beside it, and that against the key of the installation.
   *
   * @throws {ManifestRefusedError} @throws {BackupFileMissingError}
   */
  async verify(name: string, verifier: NoteVerifier): Promise<Manifest> {
    const note = await this.findNote(name);
    if (note === undefined) throw new BackupFileMissingError();
    assertSigned(readManifest(note, verifier));
    return this.compare(name, note);
  }

  /**
   * Reads no more than the header and a first piece; what else is wrong with the file shows when it is used.
   *
   * @throws {WrongIdentityError}
   */
  async assertOpens(name: string, identities: readonly string[]): Promise<void> {
    const file = await this.target.read(name);
    const opening = file.pipe(new AgeOpenTransform(identities));
    file.once('error', (error) => opening.destroy(error));
    try {
      await once(opening, 'readable');
    } catch (error) {
      if (error instanceof WrongIdentityError) throw error;
    } finally {
      file.destroy();
      opening.destroy();
    }
  }
}

async function* compared(content: AsyncIterable<Uint8Array>, manifest: Manifest): AsyncGenerator<Uint8Array> {
  const hashes = new ChunkHashes(manifest.chunks.size);
  for await (const data of content) {
    hashes.add(data);
    yield data;
  }
  if (hashes.finish().sha256 !== manifest.sha256) throw new ManifestRefusedError('backup.manifest-swapped');
}

/** @throws {ManifestRefusedError} where the note is not ours. */
export function assertSigned({ standing }: Pick<ReadManifest, 'standing'>): void {
  if (standing === 'malformed' || standing === 'forged') throw new ManifestRefusedError('backup.manifest-altered');
  if (standing === 'unknown-key') throw new ManifestRefusedError('backup.manifest-of-another');
}
