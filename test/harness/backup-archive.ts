import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NoteSigner } from '@hearthlore/audit';
import { createBackup, FolderTarget, ledgerFile, manifestSignerName } from '@hearthlore/backup';
import { Secret } from '@hearthlore/config';
import { deriveWorkerKey } from '@hearthlore/crypto';
import { readSchemaScript, type SchemaScript } from '@hearthlore/database';
import { type BackupId, newId } from '@hearthlore/kernel';
import { openOpsBundle } from '@hearthlore/vault';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { DatabaseSnapshot } from '../../libs/backup/src/archive/database-snapshot.js';
import { sumSnapshot } from '../../libs/backup/src/drill/live-sums.js';
import { Recipients } from '../../libs/backup/src/archive/recipients.js';
import { ledgerStateOf } from '../../libs/backup/src/archive/side-files.js';
import { writeArchive } from '../../libs/backup/src/archive/write-archive.js';
import type { ApiUnderTest } from './api.js';

export const MIGRATIONS = join(import.meta.dirname, '../../libs/database/migrations');

export interface TestArchive {
  readonly bytes: Buffer;
  readonly identity: string;
}

/** An encrypted archive of a database, in memory. */
export async function archiveOf(
  database: { readonly urls: { readonly backup: string } },
  options: {
    readonly instance: string;
    readonly ledger?: string;
    readonly checkpoints?: string;
    readonly schema?: SchemaScript;
  },
): Promise<TestArchive> {
  const identity = await generateIdentity();
  const snapshot = await DatabaseSnapshot.open(new Secret(database.urls.backup));
  const chunks: Buffer[] = [];
  const { instance, ledger = '', checkpoints = '', schema = readSchemaScript(MIGRATIONS) } = options;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  try {
    await writeArchive({
      facts: { instance, created: new Date(), appVersion: '0.1.0' },
      snapshot,
      schema,
      side: { ledger, ledgerState: ledgerStateOf(ledger), checkpoints, auditHead: null },
      recipients: Recipients.parse(await identityToRecipient(identity)),
      sink: (ciphertext) => pipeline(ciphertext, sink),
    });
  } finally {
    await snapshot.close();
  }
  return { bytes: Buffer.concat(chunks), identity };
}

/** An archive before encryption, whole and in memory, with the sums of what the snapshot saw. */
export async function plainArchiveOf(database: { readonly urls: { readonly backup: string } }, instance: string) {
  const identity = await generateIdentity();
  const url = new Secret(database.urls.backup);
  const snapshot = await DatabaseSnapshot.open(url);
  const chunks: Buffer[] = [];
  let live: ReturnType<typeof sumSnapshot> | undefined;
  try {
    await writeArchive({
      facts: { instance, created: new Date(), appVersion: '0.1.0' },
      snapshot,
      schema: readSchemaScript(MIGRATIONS),
      side: { ledger: '', ledgerState: ledgerStateOf(''), checkpoints: '', auditHead: null },
      recipients: Recipients.parse(await identityToRecipient(identity)),
      sink: (ciphertext) => pipeline(ciphertext, new Writable({ write: (_chunk, _encoding, done) => done() })),
      tee: async (tar, of) => {
        live = sumSnapshot(url, of, of.exportId());
        for await (const chunk of tar) chunks.push(Buffer.from(chunk));
        await live;
      },
    });
  } finally {
    await snapshot.close();
  }
  if (live === undefined) throw new Error('nobody looked at the snapshot');
  return { tar: Readable.from(chunks), live: await live };
}

export interface StoredBackup {
  readonly identity: string;
  /** Of the encrypted file. */
  readonly path: string;
}

/** Makes a backup of an api under test in a folder, signed as its own worker would. */
export async function storeBackup(
  api: Pick<ApiUnderTest, 'database' | 'dataDir' | 'masterKey' | 'platform'>,
  folder: string,
  options: { readonly at?: Date; readonly flip?: boolean } = {},
): Promise<StoredBackup> {
  const { bundles } = api.platform;
  const installationId = await bundles.installationId();
  const { signingSeed } = await openOpsBundle(bundles, deriveWorkerKey(api.masterKey));
  const identity = await generateIdentity();
  const { file } = await createBackup({
    id: newId<BackupId>(),
    created: options.at ?? new Date(),
    source: {
      databaseUrl: new Secret(api.database.urls.backup),
      migrationsFolder: MIGRATIONS,
      ledgerFile: ledgerFile(api.dataDir),
      checkpointFile: join(api.dataDir, 'audit', 'checkpoints'),
      installationId,
      appVersion: '0.1.0',
    },
    destination: {
      target: new FolderTarget(folder),
      recipients: Recipients.parse(await identityToRecipient(identity)),
    },
    signer: new NoteSigner(manifestSignerName(installationId), signingSeed),
    previous: null,
    fenced: (snapshot) => snapshot(),
  });
  const path = join(folder, file);
  if (options.flip === true) {
    const bytes = readFileSync(path);
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
  return { identity, path };
}
