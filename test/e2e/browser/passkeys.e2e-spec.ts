import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../harness/product.js';
import { startBrowser, Visitor } from './visitor.js';

const anna = { name: 'Anna Berger', email: 'anna@example.org', passphrase: 'seven quiet lanterns over the harbour' };

/** Chromium's own authenticator in software: it answers as a phone would whose owner always agrees. */
async function givePasskeyDevice(visitor: Visitor, options: { readonly hasPrf: boolean }): Promise<CDPSession> {
  const devtools = await visitor.page.context().newCDPSession(visitor.page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  });
  return devtools;
}

describe('passkeys, in a browser', () => {
  let product: Product;
  let browser: Browser;
  /** Browsers have passkeys at names alone. */
  let url = '';

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), startBrowser()]);
    await product.client().setsUp(product.setupCode, anna);
    url = product.url.replace('127.0.0.1', 'localhost');
  });
  afterAll(async () => {
    await browser?.close();
    await product?.dispose();
  });

  async function arrive(address = url): Promise<Visitor> {
    return Visitor.arrives(browser, address, { theme: 'light', device: 'desk' });
  }

  async function addPasskey(visitor: Visitor, name: string): Promise<void> {
    await visitor.goesTo('/settings/security');
    await visitor.page.getByLabel('Name of the new passkey').fill(name);
    await visitor.page.getByRole('button', { name: 'Add passkey' }).click();
    await visitor.provesIdentity(anna.passphrase);
    await visitor.page.getByRole('button', { name: `Remove “${name}”` }).waitFor();
  }

  async function leaveAndReturn(visitor: Visitor): Promise<void> {
    await visitor.page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await visitor.page.getByRole('button', { name: 'Use a passkey' }).click();
  }

  it('sign in and unlock with one touch where the device can', async () => {
    const visitor = await arrive();
    await givePasskeyDevice(visitor, { hasPrf: true });
    await visitor.goesTo('/');
    await visitor.signsIn(anna.email, anna.passphrase);
    await addPasskey(visitor, 'My phone');
    await visitor.page.getByText('Unlocks your data').waitFor();
    await leaveAndReturn(visitor);
    await visitor.page.getByText('Upload the first document').waitFor();
    // The keys came with the touch: whatever needs the vault answers.
    await visitor.goesTo('/settings/security');
    await visitor.page.getByText('Unlocks your data').waitFor();
    await visitor.page.getByText('This device', { exact: true }).waitFor();
    expect(await visitor.inspects('settings-passkeys')).toEqual([]);
    expect(visitor.offences).toEqual([]);
    await visitor.leaves();
  });

  it('also prove who is there where that is asked again, and open nothing once they are removed', async () => {
    const visitor = await arrive();
    const { page } = visitor;
    await givePasskeyDevice(visitor, { hasPrf: true });
    await visitor.goesTo('/');
    await visitor.signsIn(anna.email, anna.passphrase);
    await addPasskey(visitor, 'Lost phone');
    await leaveAndReturn(visitor);
    await page.getByText('Upload the first document').waitFor();

    await visitor.goesTo('/settings/security');
    await page.getByRole('button', { name: 'Remove “Lost phone”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Is it you?' });
    await question.getByRole('button', { name: 'Use a passkey' }).click();
    await question.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove “Lost phone”' }).waitFor({ state: 'detached' });

    await leaveAndReturn(visitor);
    await page.getByRole('alert').filter({ hasText: 'does not open an account here' }).waitFor();
    await visitor.signsIn(anna.email, anna.passphrase);
    expect(visitor.offences).toEqual([]);
    await visitor.leaves();
  });

  it('sign in without unlocking where it cannot, and the passphrase brings the keys', async () => {
    const visitor = await arrive();
    await givePasskeyDevice(visitor, { hasPrf: false });
    await visitor.goesTo('/');
    await visitor.signsIn(anna.email, anna.passphrase);
    await addPasskey(visitor, 'Key ring');
    await visitor.page.getByText('Signs in', { exact: true }).waitFor();
    await leaveAndReturn(visitor);
    await visitor.page.getByRole('heading', { name: 'Locked' }).waitFor();
    await visitor.page.getByLabel('Passphrase').fill(anna.passphrase);
    await visitor.page.getByRole('button', { name: 'Unlock' }).click();
    await visitor.page.getByText('Upload the first document').waitFor();
    // The keys stay with the session from here on, as with any other.
    await visitor.page.reload();
    await visitor.page.getByText('Upload the first document').waitFor();
    expect(visitor.offences).toEqual([]);
    await visitor.leaves();
  });

  it('are not offered at an address of digits, and the settings say why', async () => {
    const visitor = await arrive(product.url);
    await visitor.goesTo('/');
    expect(await visitor.page.getByRole('button', { name: 'Use a passkey' }).count()).toBe(0);
    await visitor.signsIn(anna.email, anna.passphrase);
    await visitor.goesTo('/settings/security');
    await visitor.page.getByText('Passkeys need an address with a name.', { exact: false }).waitFor();
    await visitor.leaves();
  });
});
