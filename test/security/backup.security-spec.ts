import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { deriveApiKey, deriveWorkerKey } from '@hearthlore/crypto';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../harness/product.js';
import { type ByteForm, byteForms } from '../harness/security/byte-forms.js';
import { formsIn } from '../harness/security/byte-search.js';
import { openBundles } from './attacker/attack.js';
import { steal } from './attacker/stolen-installation.js';

const ada = { name: 'Adamantina', email: 'ada@backup.example', passphrase: 'saffron pebble lagoon anvil crest' };
const WORD = 'zephyrglass';
const TITLE = 'quillfeather';
const QUESTION = 'Where is the marrowlight kept?';
const LOOK_AGAIN = 200;

const backupSchema = z.object({
  id: z.string(),
  state: z.string(),
  error: z.string().nullable(),
  file: z.string().nullable(),
});

const dataDir = newDataDir();
const target = mkdtempSync(join(tmpdir(), 'hearthlore-backup-target-'));
let product: Product;
let identity: string;
let file: Buffer;
let canaries: ByteForm[];
let secrets: ByteForm[];

const named = (name: string, secret: string | Uint8Array): ByteForm[] =>
  byteForms(secret).map((form) => ({ name: `${name} ${form.name}`, bytes: form.bytes }));

beforeAll(async () => {
  identity = await generateX25519Identity();
  const env = {
    HEARTHLORE_BACKUP_TARGET: `file://${target}`,
    HEARTHLORE_BACKUP_RECIPIENTS: await identityToRecipient(identity),
  };
  product = await startProduct({ dataDir, env });
  const owner = await product.client().setsUp(product.setupCode, ada);
  await owner.uploads(`${TITLE}.md`, `# ${TITLE}\n\nThe ${WORD} is in the attic.\n`);
  await owner.asks(QUESTION);
  const { id } = backupSchema.parse((await owner.post('/api/v1/admin/backups', {})).body);
  let made = backupSchema.parse((await owner.get(`/api/v1/admin/backups/${id}`)).body);
  while (made.state === 'active') {
    await sleep(LOOK_AGAIN);
    made = backupSchema.parse((await owner.get(`/api/v1/admin/backups/${id}`)).body);
  }
  if (made.state !== 'completed') throw new Error(`the backup failed: ${made.error}`);
  file = readFileSync(join(target, made.file ?? ''));
  await product.stop();
  const stolen = await steal(dataDir);
  canaries = [ada.name, ada.email, ada.passphrase, WORD, TITLE, QUESTION, owner.recoveryKey].flatMap((text) =>
    named(text, text),
  );
  const keys = [stolen.masterKey, deriveApiKey(stolen.masterKey), deriveWorkerKey(stolen.masterKey)];
  secrets = [...keys, ...openBundles(stolen).values()].flatMap((key, at) => named(`key ${at}`, key));
});

afterAll(() => {
  rmSync(target, { recursive: true, force: true });
  removeDataDir(dataDir);
});

async function opened(secret: string): Promise<Buffer> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret);
  return zstdDecompressSync(await decrypter.decrypt(new Uint8Array(file)));
}

describe('a backup of the built product', () => {
  it('opens for nobody without its identity, and shows nothing but that it is encrypted', async () => {
    await expect(opened(await generateX25519Identity())).rejects.toThrow(/no identity/i);
    expect(formsIn(file, [...canaries, ...secrets])).toEqual([]);
    const payload = file.subarray(file.indexOf('\n---') + 60);
    expect(payload.length).toBeGreaterThan(10_000);
    expect(isLikeRandom(payload)).toBe(true);
    expect(isLikeRandom(randomBytes(payload.length))).toBe(true);
  });

  it('shows the holder of the identity no word of a member, and no key that opens one', async () => {
    const tar = await opened(identity);
    expect(tar.subarray(0, 19).toString()).toBe('MANIFEST-INNER.json');
    // What is looked for would be found: the records themselves are there.
    expect(tar.includes('data/records.0001.copy')).toBe(true);
    expect(formsIn(Buffer.concat([tar, Buffer.from(WORD)]), canaries)).toEqual([`${WORD} raw`]);
    expect(formsIn(tar, canaries)).toEqual([]);
    expect(formsIn(tar, secrets)).toEqual([]);
  });

  it('has nothing beside it at the target but its manifest and the ledger', () => {
    const names = readdirSync(target);
    expect(names).toHaveLength(3);
    for (const name of names.filter((one) => !one.endsWith('.age')))
      expect(formsIn(readFileSync(join(target, name)), [...canaries, ...secrets])).toEqual([]);
    const manifest = readFileSync(join(target, names.find((name) => name.endsWith('.manifest')) ?? ''), 'utf8');
    expect(manifest).toContain(createHash('sha256').update(file).digest('hex'));
  });

  it('is refused to whoever would put the identity on the server', async () => {
    await expect(
      startProduct({
        dataDir,
        env: { HEARTHLORE_BACKUP_TARGET: `file://${target}`, HEARTHLORE_BACKUP_RECIPIENTS: identity },
      }),
    ).rejects.toThrow(/age identity, the secret half/);
  });
});

/** Each byte about as often as any other: a plain archive is far from it. */
function isLikeRandom(bytes: Uint8Array): boolean {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const expected = bytes.length / 256;
  // Chi-squared with 255 degrees of freedom is beyond 400 once in ten million times.
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) < 400;
}
