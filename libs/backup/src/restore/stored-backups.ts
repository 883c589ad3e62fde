import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { NoteVerifier } from '@hearthlore/audit';
import { BackupFileMissingError } from '../backup.errors.js';
import type { LedgerHead } from '../ledger/verify-ledger.js';
import { type Manifest, MANIFEST_SUFFIX, readManifest } from '../manifest/manifest.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import { BackupFinding, verifyFile } from '../verification/verify-file.js';
import { AgeOpenTransform } from './age-open-transform.js';
import { ManifestRefusedError, WrongIdentityError } from './restore.errors.js';

/** Names begin with the time of the backup in UTC, so that the last one is the newest. */
const FILE = /^hearthlore-\d{8}T\d{6}Z-[0-9a-f]{8}\.tar\.zst\.age$/;
/** The newest ledger, beside the backups: it is replaced after each erasure. */
const LEDGER = 'ledger.jsonl';

/** What lies at a target, as whoever wants it back sees it. */
export class StoredBackups {
  constructor(
    private readonly target: BackupTarget,
    private readonly verifier: NoteVerifier,
  ) {}

  async findNewest(): Promise<string | undefined> {
    const names = (await this.target.list()).map(({ name }) => name);
    return names
      .filter((name) => FILE.test(name))
      .toSorted()
      .at(-1);
  }

  read(name: string): Promise<Readable> {
    return this.target.read(name);
  }

  async findLedger(): Promise<string | undefined> {
    return this.#findText(LEDGER);
  }

  /** How far the ledger went, as each signed manifest at the target says. */
  async ledgerHeads(): Promise<LedgerHead[]> {
    const heads: LedgerHead[] = [];
    for (const { name } of await this.target.list()) {
      if (!name.endsWith(MANIFEST_SUFFIX)) continue;
      const note = await this.#findText(name);
      const { standing, manifest } = readManifest(note ?? '', this.verifier);
      if (standing === 'signed' && manifest !== undefined)
        heads.push({ count: manifest.ledgerCount, head: manifest.ledgerHead });
    }
    return heads;
  }

  /**
   * Holds a file against the manifest beside it.
   *
   * @throws {ManifestRefusedError} @throws {BackupFileMissingError}
   */
  async verify(name: string): Promise<Manifest> {
    const note = await this.#findText(`${name}${MANIFEST_SUFFIX}`);
    if (note === undefined) throw new BackupFileMissingError();
    return assertVouchedFor(name, readManifest(note, this.verifier), await this.target.read(name));
  }

  /** Reads no more than the header and a first piece; what else is wrong with the file shows when it is used. @throws {WrongIdentityError} */
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

  async #findText(name: string): Promise<string | undefined> {
    try {
      return await text(await this.target.read(name));
    } catch (error) {
      if (error instanceof BackupFileMissingError) return undefined;
      throw error;
    }
  }
}

/** @throws {ManifestRefusedError} where the manifest is not ours, or of other bytes than these. */
export async function assertVouchedFor(
  name: string,
  { standing, manifest }: ReturnType<typeof readManifest>,
  content: AsyncIterable<Uint8Array>,
): Promise<Manifest> {
  if (manifest === undefined || standing === 'malformed' || standing === 'forged')
    throw new ManifestRefusedError('backup.manifest-altered');
  if (standing !== 'signed') throw new ManifestRefusedError('backup.manifest-of-another');
  if (manifest.file !== name) throw new ManifestRefusedError('backup.manifest-swapped');
  const { finding } = await verifyFile(content, manifest);
  if (finding !== BackupFinding.good) throw new ManifestRefusedError('backup.manifest-swapped');
  return manifest;
}
