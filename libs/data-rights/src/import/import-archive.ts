import { createHash } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import { AgePassphraseIdentity } from '@hearthlore/crypto';
import { Decrypter } from 'age-encryption';
import { z } from 'zod';
import {
  EXPORT_VERSION,
  type ExportedConversation,
  type ExportedDocument,
  exportedConversationSchema,
  exportedDocumentSchema,
  exportHeadSchema,
  type ExportIndex,
  exportManifestSchema,
  exportSchema,
  INDEX_FILE,
  MANIFEST_FILE,
} from '../format/export-format.js';
import {
  ExportDamagedError,
  ImportPassphraseRequiredError,
  ImportPassphraseWrongError,
  NewerExportError,
  NotAnExportError,
} from './imports.errors.js';
import { ZipReader } from './zip-reader.js';

const AGE_MAGIC = Buffer.from('age-encryption.org/v1\n', 'ascii');

/** An export that is what its manifest says, entry by entry. */
export class ImportArchive {
  private constructor(
    private readonly zip: ZipReader,
    readonly index: ExportIndex,
  ) {}

  /**
   * Opens and checks all of it before anything is taken from it.
   *
   * @throws one of the errors of imports.
   */
  static async open(
    file: Uint8Array,
    passphrase: string | undefined,
    run: { readonly signal: AbortSignal; readonly checked: (share: number) => Promise<void> },
  ): Promise<ImportArchive> {
    const zip = new ZipReader(await decrypted(file, passphrase, run.signal));
    const head = parse(exportHeadSchema, await readIndex(zip));
    if (head.version > EXPORT_VERSION) throw new NewerExportError(head.version);
    await checkManifest(zip, run);
    return new ImportArchive(zip, parse(exportSchema, await zip.read(INDEX_FILE)));
  }

  document(file: string): Promise<ExportedDocument> {
    return this.#read(/^documents\/[0-9a-f-]{36}\.json$/, file, exportedDocumentSchema);
  }

  conversation(file: string): Promise<ExportedConversation> {
    return this.#read(/^conversations\/[0-9a-f-]{36}\.json$/, file, exportedConversationSchema);
  }

  async #read<T extends z.ZodType>(pattern: RegExp, file: string, schema: T): Promise<z.output<T>> {
    if (!pattern.test(file)) throw new ExportDamagedError();
    return parse(schema, await this.zip.read(file));
  }
}

async function readIndex(zip: ZipReader): Promise<Uint8Array> {
  if (!zip.names.includes(INDEX_FILE) || !zip.names.includes(MANIFEST_FILE)) throw new NotAnExportError();
  return zip.read(INDEX_FILE);
}

async function checkManifest(
  zip: ZipReader,
  { signal, checked }: { readonly signal: AbortSignal; readonly checked: (share: number) => Promise<void> },
): Promise<void> {
  const { entries } = parse(exportManifestSchema, await zip.read(MANIFEST_FILE));
  const listed = new Set(entries.map(({ path }) => path));
  const isEach =
    listed.size === entries.length && zip.names.every((name) => name === MANIFEST_FILE || listed.has(name));
  if (!isEach) throw new ExportDamagedError();
  for (const [at, { path, bytes, sha256 }] of entries.entries()) {
    signal.throwIfAborted();
    const content = await zip.read(path);
    const found = createHash('sha256').update(content).digest('hex');
    if (content.length !== bytes || found !== sha256) throw new ExportDamagedError();
    await checked((at + 1) / entries.length);
  }
}

/** @throws {ExportDamagedError} for what does not hold to the format. */
function parse<T extends z.ZodType>(schema: T, bytes: Uint8Array): z.output<T> {
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    throw new ExportDamagedError({ cause: error });
  }
}

async function decrypted(file: Uint8Array, passphrase: string | undefined, signal: AbortSignal): Promise<Uint8Array> {
  if (!AGE_MAGIC.equals(file.subarray(0, AGE_MAGIC.length))) return file;
  if (passphrase === undefined) throw new ImportPassphraseRequiredError();
  const decrypter = new Decrypter();
  decrypter.addIdentity(new AgePassphraseIdentity(passphrase));
  try {
    const opened: Uint8Array[] = [];
    for await (const chunk of await decrypter.decrypt(new Blob([new Uint8Array(file)]).stream())) {
      signal.throwIfAborted();
      opened.push(chunk);
      await letOthers();
    }
    return Buffer.concat(opened);
  } catch (error) {
    signal.throwIfAborted();
    throw new ImportPassphraseWrongError({ cause: error });
  }
}
