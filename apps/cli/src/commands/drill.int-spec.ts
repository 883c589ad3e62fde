import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Product, startProduct } from '../../../../test/harness/product.js';

const PROGRAM = join(import.meta.dirname, '../../../../dist/apps/cli/main.js');

let folder: string;
let product: Product;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-drill-'));
  mkdirSync(join(folder, 'target'));
  const identity = await generateIdentity();
  writeFileSync(join(folder, 'identity'), `# by age-keygen\n${identity}\n`);
  product = await startProduct({
    env: {
      HEARTHLORE_BACKUP_TARGET: pathToFileURL(join(folder, 'target')).href,
      HEARTHLORE_BACKUP_RECIPIENTS: await identityToRecipient(identity),
    },
  });
  for (const [name, text] of [
    ['code', product.setupCode ?? ''],
    ['passphrase', 'correct horse battery staple lantern'],
  ] as const)
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  const files = ['--code-file', join(folder, 'code'), '--passphrase-file', join(folder, 'passphrase')];
  await hearthlore('setup', '--name', 'Ada', '--email', 'ada@family.example', ...files);
});

afterAll(async () => {
  await product.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** @returns All it said. */
async function hearthlore(...args: string[]): Promise<string> {
  const { HOME, PATH } = process.env;
  const env = { HOME, PATH, XDG_CONFIG_HOME: join(folder, 'config') };
  const child = spawn(process.execPath, [PROGRAM, '--server', product.url, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}

it('tries a backup in the worker, and with the identity the encrypted file', async () => {
  expect(await hearthlore('drill')).toContain('came back whole');
  expect(readdirSync(join(folder, 'target')).filter((name) => name.endsWith('.age'))).toHaveLength(1);
  expect(await hearthlore('drill', '--identity-file', join(folder, 'identity'))).toContain('came back whole');
  expect(readdirSync(product.dataDir).filter((name) => name.startsWith('drill-'))).toEqual([]);
});
