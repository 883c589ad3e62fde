import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newKey } from '@hearthlore/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDataDir, type Product, removeDataDir, startProduct } from '../harness/product.js';
import { asDatabaseWriter } from '../harness/security/running-database.js';

const PROGRAM = join(import.meta.dirname, '../../dist/apps/cli/main.js');
const ada = { name: 'Ada', email: 'ada@loss.example', passphrase: 'saffron pebble lagoon anvil crest' };
const NEW_PASSPHRASE = 'timber velvet harbor quarry spoon';
const WORD = 'zephyrglass';

const dataDir = newDataDir();
const keyFile = join(dataDir, 'secrets', 'master.key');
let product: Product;
let recoveryKey: string;

const setUpSchema = z.object({ recoveryKey: z.string() });

beforeAll(async () => {
  product = await startProduct({ dataDir });
  const client = product.client();
  const answer = await client.post('/api/v1/setup', { code: product.setupCode, ...ada });
  ({ recoveryKey } = setUpSchema.parse(answer.body));
  const owner = await product.client().signsIn(ada);
  await owner.uploads('attic.txt', `The ${WORD} is in the attic.`);
  await product.stop();
});
afterAll(async () => {
  await product.stop();
  removeDataDir(dataDir);
});

async function hearthlore(...args: string[]): Promise<{ code: number | null; said: string }> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH, HOME, HEARTHLORE_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

const lose = (words = 'give up the master key') => hearthlore('rotate', 'master', '--lost', '--confirm', words);

describe('a master key that is there', () => {
  it('is rotated while Hearthlore is stopped, and everything opens as before', async () => {
    const before = readFileSync(keyFile, 'utf8');
    const { code, said } = await hearthlore('rotate', 'master');
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/version 2.*still on an old pepper: 1/s),
    });
    expect(readFileSync(keyFile, 'utf8')).not.toBe(before);
    product = await startProduct({ dataDir });
    const owner = await product.client().signsIn(ada);
    const { data } = await owner.searches(WORD);
    expect(data[0]?.text).toContain(WORD);
    const system = await owner.get('/api/v1/admin/system');
    expect(system.body).toMatchObject({ masterKey: { version: 2, membersOnOldPeppers: 0 } });
  });

  it('is rotated beside a running server, which goes on', async () => {
    const owner = await product.client().signsIn(ada);
    await expect(hearthlore('rotate', 'master')).resolves.toMatchObject({
      code: 0,
      said: expect.stringContaining('goes on as it runs'),
    });
    const { data } = await owner.searches(WORD);
    expect(data[0]?.text).toContain(WORD);
    await product.client().signsIn(ada);
    await expect(lose()).resolves.toMatchObject({ code: 3, said: expect.stringContaining('Stop Hearthlore first') });
    await product.stop();
  });

  it('is told in the log at the next start', async () => {
    product = await startProduct({ dataDir });
    const { rows } = await asDatabaseWriter(dataDir, (client) =>
      client.query(`SELECT count(*)::int AS told FROM audit_entries WHERE entry LIKE '%master-key.rotated%'`),
    );
    expect(rows).toEqual([{ told: 2 }]);
    await product.stop();
  });

  it('is not given up, neither without the words', async () => {
    await expect(lose()).resolves.toMatchObject({ code: 3, said: expect.stringContaining('is not lost') });
    await expect(lose('yes')).resolves.toMatchObject({ code: 3, said: expect.stringContaining('not the words') });
  });
});

describe('a master key that is lost', () => {
  it('stops the start with what to do, and nothing is made or overwritten', async () => {
    renameSync(keyFile, join(dataDir, 'found-later'));
    await expect(startProduct({ dataDir })).rejects.toThrow(/master key is missing \(file .*master\.key\).*--lost/s);
    expect(existsSync(keyFile)).toBe(false);
    writeFileSync(keyFile, newKey(), { mode: 0o400 });
    await expect(startProduct({ dataDir })).rejects.toThrow(/file .*master\.key does not open this installation/);
    await expect(hearthlore('rotate', 'master')).resolves.toMatchObject({ code: 3 });
  });

  it('is given up: the recovery key opens the account and all its documents again', async () => {
    await expect(lose()).resolves.toMatchObject({ code: 0, said: expect.stringContaining('kept as') });
    product = await startProduct({ dataDir });
    const client = product.client();
    await expect(
      client.post('/api/v1/auth/login', { email: ada.email, passphrase: ada.passphrase }),
    ).resolves.toMatchObject({ status: 401 });
    const bare = { recoveryKey, passphrase: NEW_PASSPHRASE };
    await expect(client.post('/api/v1/auth/recover', bare)).resolves.toMatchObject({
      status: 422,
      body: { code: 'auth.profile-required' },
    });
    const back = await client.post('/api/v1/auth/recover', { ...bare, name: ada.name, email: ada.email });
    expect(back).toMatchObject({ status: 200, body: { recoveryKey: expect.any(String) } });
    const owner = await product.client().signsIn({ ...ada, passphrase: NEW_PASSPHRASE });
    const { data } = await owner.searches(WORD);
    expect(data[0]?.text).toContain(WORD);
    await expect(owner.get('/api/v1/me')).resolves.toMatchObject({ body: { name: ada.name, email: ada.email } });
    await expect(owner.get('/api/v1/users')).resolves.toMatchObject({ status: 200 });
  });

  it('leaves its bundles in the database, and is told in the log', async () => {
    const { rows } = await asDatabaseWriter(dataDir, (client) =>
      client.query(`SELECT kind FROM retired_install_bundles ORDER BY kind`),
    );
    expect(rows).toEqual([{ kind: 'auth' }, { kind: 'ops' }]);
    const told = await asDatabaseWriter(dataDir, (client) =>
      client.query(`SELECT count(*)::int AS told FROM audit_entries WHERE entry LIKE '%master-key.lost%'`),
    );
    expect(told.rows).toEqual([{ told: 1 }]);
  });
});
