import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Product, startProduct } from '../../../../test/harness/product.js';

const PROGRAM = join(import.meta.dirname, '../../../../dist/apps/cli/main.js');

describe('the command line on the built product', () => {
  let product: Product;
  let folder: string;

  const path = (name: string): string => join(folder, name);
  const write = (name: string, text: string): string => {
    writeFileSync(path(name), text, { mode: 0o600 });
    return path(name);
  };
  /** As a person of this machine would: own settings folder, no terminal to be asked on. */
  const hearthlore = async (...args: string[]): Promise<{ code: number | null; out: string; err: string }> => {
    const { HOME, PATH } = process.env;
    const env = { HOME, PATH, XDG_CONFIG_HOME: path('config') };
    const child = spawn(process.execPath, [PROGRAM, '--server', product.url, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out, err };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearthlore-cli-'));
    product = await startProduct();
    write('code', product.setupCode ?? '');
    write('passphrase', 'correct horse battery staple lantern\n');
    write(
      'boiler.md',
      '# Boiler\n\nThe boiler warranty runs until March 2031.\n\n# Filter\n\nClean it twice a year.\n',
    );
  });

  afterAll(async () => {
    await product.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses without a session, and says how to get one', async () => {
    await expect(hearthlore('documents')).resolves.toMatchObject({
      code: 3,
      err: expect.stringContaining('hearthlore login'),
    });
  });

  it('does not ask where nobody can answer', async () => {
    const { code, err } = await hearthlore('login', '--email', 'anna@example.org');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('no terminal') });
  });

  it('sets up, and shows the recovery key once', async () => {
    const who = ['--name', 'Anna', '--email', 'anna@example.org', '--passphrase-file', path('passphrase')];
    const { code, out } = await hearthlore('setup', '--code-file', path('code'), ...who);
    expect(code).toBe(0);
    expect(out).toMatch(/Recovery key.*\n\n {2}[0-9A-Z-]{40,}\n/s);
    await expect(hearthlore('setup', '--code-file', path('code'), ...who)).resolves.toMatchObject({ code: 1 });
  });

  it('signs in with the right passphrase alone', async () => {
    write('wrong', 'correct horse battery staple lamp');
    const as = (file: string): string[] => ['login', '--email', 'anna@example.org', '--passphrase-file', path(file)];
    await expect(hearthlore(...as('wrong'))).resolves.toMatchObject({ code: 3 });
    await expect(hearthlore(...as('passphrase'))).resolves.toMatchObject({ code: 0 });
  });

  it('adds what can be added and reports what cannot', async () => {
    const { code, out } = await hearthlore('upload', path('boiler.md'), path('missing.md'));
    expect(code).toBe(2);
    expect(out).toMatch(/boiler\.md {2}[0-9a-f-]{36} {2}ready: .*passages/);
    expect(out).toMatch(/missing\.md {2}not added: .*cannot be read/);
    await expect(hearthlore('upload', path('boiler.md'))).resolves.toMatchObject({ code: 3 });
    const listed = await hearthlore('--json', 'documents');
    expect(z.array(z.object({ state: z.string() })).parse(JSON.parse(listed.out))).toMatchObject([{ state: 'ready' }]);
  });

  it('finds passages, and answers with the title of what it rests on', async () => {
    const found = await hearthlore('search', 'boiler', 'warranty', '--limit', '1');
    expect(found).toMatchObject({ code: 0, out: expect.stringContaining('until March 2031') });
    const answer = await hearthlore('ask', 'When does the boiler warranty end?');
    expect(answer.code).toBe(0);
    expect(answer.out).toMatch(/March 2031.*\n\[1\] boiler/s);
    const { out } = await hearthlore('ask', '--json', 'When does the boiler warranty end?');
    expect(JSON.parse(out)).toMatchObject({ outcome: 'finish', citations: [{ n: 1, title: 'boiler' }] });
  });

  it('previews and runs retention', async () => {
    await expect(hearthlore('retention', 'preview')).resolves.toMatchObject({ code: 0 });
    await expect(hearthlore('retention', 'run')).resolves.toMatchObject({ code: 0 });
  });

  it('shows and sets the rules, and asks for a sentence where nothing would be left', async () => {
    const shown = await hearthlore('retention', 'rules');
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringMatching(/documents +never.*audit-bodies +after 730 days/s),
    });
    const suggested = await hearthlore('retention', 'rules', '--suggested', '--set', 'usage=60');
    expect(suggested.out).toMatch(/questions +after 30 days.*answers +after 7 days.*usage +after 60 days/s);
    const all = await hearthlore('retention', 'rules', '--set', 'documents=7');
    expect(all).toMatchObject({ code: 2, err: expect.stringContaining('--confirm "delete 1 document"') });
    await expect(hearthlore('retention', 'rules', '--set', 'documents')).resolves.toMatchObject({ code: 2 });
  });

  it('shuts the house and opens it again', async () => {
    const proof = ['--passphrase-file', path('passphrase')];
    await expect(hearthlore('lockdown', 'on', ...proof)).resolves.toMatchObject({ code: 2 });
    const begun = await hearthlore('lockdown', 'on', '--yes', ...proof);
    expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('Locked down') });
    await expect(hearthlore('documents')).resolves.toMatchObject({ code: 3 });
    await hearthlore('login', '--email', 'anna@example.org', ...proof);
    await expect(hearthlore('documents')).resolves.toMatchObject({ err: expect.stringContaining('locked down') });
    await expect(hearthlore('lockdown', 'off', ...proof)).resolves.toMatchObject({ code: 0 });
    await expect(hearthlore('documents')).resolves.toMatchObject({ code: 0 });
  });

  it('erases no owner, takes nothing back that was not asked for, and knows no strange receipt', async () => {
    const proof = ['--passphrase-file', path('passphrase')];
    const confirm = ['--confirm', 'anna@example.org'];
    await expect(hearthlore('erase', ...proof)).resolves.toMatchObject({ code: 2 });
    const refused = await hearthlore('erase', ...confirm, ...proof);
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('Hand the ownership over') });
    await expect(hearthlore('erase', 'cancel')).resolves.toMatchObject({ code: 1 });
    const strange = await hearthlore('erase', 'receipt', '--token-file', write('token', 'x'.repeat(43)));
    expect(strange).toMatchObject({ code: 1, err: expect.stringContaining('no erasure with this token') });
  });

  it('asks for the second factor where the account has one, at the sign-in and for a step-up', async () => {
    const account = { email: 'anna@example.org', passphrase: 'correct horse battery staple lantern' };
    const page = await product.client().signsIn(account);
    await page.post('/api/v1/me/step-up', { passphrase: account.passphrase });
    const { secret } = z.object({ secret: z.string() }).parse((await page.post('/api/v1/me/totp', {})).body);
    const confirmed = await page.post('/api/v1/me/totp/confirm', { code: generateSync({ secret }) });
    const { backupCodes } = z.object({ backupCodes: z.array(z.string()) }).parse(confirmed.body);
    const [first = '', second = ''] = backupCodes;

    const proof = ['--passphrase-file', path('passphrase')];
    const login = ['login', '--email', account.email, ...proof];
    await expect(hearthlore(...login)).resolves.toMatchObject({
      code: 2,
      err: expect.stringContaining('authenticator'),
    });
    const wrong = ['--code-file', write('wrong-code', 'abcd-efgh')];
    await expect(hearthlore(...login, ...wrong)).resolves.toMatchObject({ code: 3 });
    await expect(hearthlore(...login, '--code-file', write('first-code', first))).resolves.toMatchObject({ code: 0 });

    const create = ['keys', 'create', '--name', 'script', '--scope', 'search', ...proof];
    await expect(hearthlore(...create)).resolves.toMatchObject({
      code: 2,
      err: expect.stringContaining('authenticator'),
    });
    await expect(hearthlore(...create, '--code-file', path('first-code'))).resolves.toMatchObject({ code: 3 });
    const made = await hearthlore(...create, '--code-file', write('second-code', second));
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^hlk_/) });
  });

  it('tells wrong use from failure', async () => {
    await expect(hearthlore('nonsense')).resolves.toMatchObject({ code: 2 });
    await expect(hearthlore('search', 'x', '--limit', '0')).resolves.toMatchObject({ code: 2 });
    const nowhere = await hearthlore('--server', 'http://127.0.0.1:9', 'search', 'x');
    expect(nowhere).toMatchObject({ code: 3, err: expect.stringContaining('Not signed in') });
  });
});
