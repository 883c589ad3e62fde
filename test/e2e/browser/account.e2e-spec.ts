import { generate } from 'otplib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../harness/product.js';
import { startBrowser, Visitor } from './visitor.js';

const anna = { name: 'Anna Berger', email: 'anna@example.org', passphrase: 'seven quiet lanterns over the harbour' };
const later = 'eleven folded letters beneath the floor';

describe('what guards an account, in a browser', () => {
  let product: Product;
  let browser: Browser;
  let visitor: Visitor;
  let recoveryKey = '';
  let backupCodes: string[] = [];

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), startBrowser()]);
    ({ recoveryKey } = await product.client().setsUp(product.setupCode, anna));
    visitor = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
    await visitor.goesTo('/settings/security');
    await visitor.signsIn(anna.email, anna.passphrase, '/settings/security');
  });
  afterAll(async () => {
    await browser?.close();
    await product?.dispose();
  });

  const signOut = async (): Promise<void> => {
    await visitor.goesTo('/settings/security');
    await visitor.page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  };
  const enterPassphrase = async (passphrase: string): Promise<void> => {
    await visitor.page.getByLabel('E-mail address').fill(anna.email);
    await visitor.page.getByLabel('Passphrase').fill(passphrase);
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
  };

  it('keeps a session no longer than the browser where that is wanted', async () => {
    const guest = await Visitor.arrives(browser, product.url, { theme: 'dark', device: 'phone' });
    const sessionCookie = async () =>
      (await guest.page.context().cookies()).find(({ name }) => name === '__Host-hearthlore')?.expires;
    await guest.goesTo('/');
    await guest.page.getByLabel('Keep me signed in on this device').uncheck();
    expect(await guest.page.getByText('You were signed out').count()).toBe(0);
    await guest.signsIn(anna.email, anna.passphrase);
    expect(await sessionCookie()).toBe(-1);
    await guest.page.reload();
    await guest.page.getByText('Upload the first document').waitFor();
    expect(await sessionCookie()).toBe(-1);
    await guest.goesTo('/settings/security');
    await guest.page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await guest.signsIn(anna.email, anna.passphrase);
    expect(await sessionCookie()).toBeGreaterThan(Date.now() / 1000);
    await guest.leaves();
  });

  it('says so on a device that is signed out from another one', async () => {
    const guest = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'phone' });
    await guest.goesTo('/');
    await guest.signsIn(anna.email, anna.passphrase);
    await guest.page.getByText('Upload the first document').waitFor();
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: 'Sign out all other devices' }).click();
    await guest.page.getByText('You were signed out from another device.').waitFor();
    expect(guest.offences).toEqual([]);
    await guest.leaves();
  });

  it('lists the devices, and signs one out', async () => {
    const other = product.client();
    await other.signsIn(anna);
    await visitor.page.reload();
    await visitor.page.getByText('This device', { exact: true }).waitFor();
    await visitor.page
      .getByRole('button', { name: /^Sign out / })
      .first()
      .click();
    await expect.poll(async () => (await other.refreshes()).status).toBe(401);
  });

  it('checks the recovery key without changing anything', async () => {
    await visitor.page.getByRole('button', { name: 'Check my key' }).click();
    const dialog = visitor.page.getByRole('dialog', { name: 'Check my key' });
    await dialog.getByLabel('Recovery key').fill(recoveryKey.toLowerCase());
    await dialog.getByRole('button', { name: 'Check', exact: true }).click();
    await dialog.getByText('This key opens your account.', { exact: false }).waitFor();
    expect(await visitor.inspects('settings-check-key')).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  it('makes a key for a program, which works until it is revoked', async () => {
    await visitor.goesTo('/settings/keys');
    await visitor.page.getByRole('button', { name: 'New key' }).click();
    await visitor.page.getByLabel('Name', { exact: true }).fill('Scanner in the hall');
    expect(await visitor.inspects('keys-new')).toEqual([]);
    await visitor.page.getByRole('button', { name: 'Make the key' }).click();
    await visitor.provesIdentity(anna.passphrase);
    const key = await visitor.page
      .getByText(/^hlk_[0-9A-Za-z]{12}_/)
      .first()
      .innerText();
    const search = () =>
      fetch(`${product.url}/api/v1/search`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: '{"query":"premium"}',
      });
    expect((await search()).status).toBe(200);
    await visitor.page.getByRole('button', { name: 'Revoke “Scanner in the hall”' }).click();
    await visitor.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await visitor.page.getByText('No program has a key.').waitFor();
    expect((await search()).status).toBe(401);
  });

  it('sets a second factor, and asks for it from then on', async () => {
    await visitor.goesTo('/settings/security');
    await visitor.page.getByRole('button', { name: 'Set up an app' }).click();
    const dialog = visitor.page.getByRole('dialog', { name: 'Set up an app' });
    // The step-up of the test before may still hold: then nothing is asked.
    await Promise.race([
      dialog.waitFor(),
      visitor.page
        .getByRole('dialog', { name: 'Is it you?' })
        .waitFor()
        .then(() => visitor.provesIdentity(anna.passphrase)),
    ]);
    await dialog.waitFor();
    const secret = (await dialog.locator('output').innerText()).trim();
    expect(await visitor.inspects('settings-totp')).toEqual([]);
    await dialog.getByLabel('Six-digit code').fill(await generate({ secret }));
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    const codes = visitor.page.getByRole('list', { name: 'Backup codes' });
    await codes.waitFor();
    backupCodes = await codes.getByRole('listitem').allInnerTexts();
    expect(backupCodes).toHaveLength(10);
    await visitor.page.getByRole('button', { name: 'I keep them' }).click();
    await visitor.page.getByText('10 backup codes left').waitFor();

    await signOut();
    await enterPassphrase(anna.passphrase);
    await visitor.page.getByRole('heading', { name: 'Your second factor' }).waitFor();
    expect(await visitor.inspects('login-2fa')).toEqual([]);
    await visitor.page.getByLabel('Six-digit code').fill('000000');
    await visitor.page.getByRole('button', { name: 'Continue' }).click();
    await visitor.page.getByRole('alert').waitFor();
    await visitor.page.getByRole('button', { name: 'Use a backup code' }).click();
    await visitor.page.getByLabel('Backup code').fill((backupCodes[0] ?? '').toUpperCase());
    await visitor.page.getByRole('button', { name: 'Continue' }).click();
    await visitor.page.getByText('Upload the first document').waitFor();
  });

  it('comes back by recovery key, past the second factor, with a new passphrase and a new key', async () => {
    await signOut();
    await visitor.page.getByRole('link', { name: 'Use recovery key' }).click();
    await visitor.page.getByLabel('Recovery key').fill(recoveryKey);
    await visitor.page.getByLabel('New passphrase').fill(later);
    await visitor.page.getByRole('button', { name: 'Open my documents' }).click();
    await visitor.page.getByRole('button', { name: 'Use a backup code' }).click();
    await visitor.page.getByLabel('Backup code').fill(backupCodes[1] ?? '');
    await visitor.page.getByRole('button', { name: 'Continue' }).click();
    await visitor.page.getByText('Other devices were signed out.', { exact: false }).waitFor();
    await visitor.keepsRecoveryKey();
    await visitor.page.getByText('Upload the first document').waitFor();
    const { email, passphrase } = anna;
    expect((await product.client().post('/api/v1/auth/login', { email, passphrase })).status).toBe(401);
    expect(visitor.offences).toEqual([]);
  });
});
