import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../harness/product.js';
import { insurancePdf } from './sample-pdf.js';
import { Visitor, startBrowser } from './visitor.js';

const anna = { name: 'Anna Berger', email: 'anna@example.org', passphrase: 'seven quiet lanterns over the harbour' };
const ben = { name: 'Ben Berger', email: 'ben@example.org', passphrase: 'twelve green bicycles behind the bakery' };

describe('a second member, in a browser', () => {
  let product: Product;
  let browser: Browser;
  let owner: Visitor;
  let member: Visitor;
  let spoken: string[] = [];

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), startBrowser()]);
    const client = await product.client().setsUp(product.setupCode, anna);
    await client.uploads('House insurance.pdf', await insurancePdf());
    owner = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
    member = await Visitor.arrives(browser, product.url, { theme: 'dark', device: 'phone' });
    await owner.goesTo('/family');
    await owner.signsIn(anna.email, anna.passphrase, '/family');
  });
  afterAll(async () => {
    await browser?.close();
    await product?.dispose();
  });

  it('joins by a link and keeps a recovery key of their own', async () => {
    await owner.page.getByRole('button', { name: 'Create invitation link' }).click();
    const link = await owner.page.getByText(/\/invite#/).innerText();
    expect(link.startsWith(product.url)).toBe(true);
    const { pathname, hash } = new URL(link);
    await member.goesTo(`${pathname}${hash}`);
    await member.page.getByLabel('Your name').fill(ben.name);
    await member.page.getByLabel('E-mail address').fill(ben.email);
    await member.page.getByLabel('Passphrase').fill(ben.passphrase);
    await member.page.getByRole('button', { name: 'Join' }).click();
    await member.keepsRecoveryKey();
    await member.page.getByText('Almost there').waitFor();
    const words = member.page.getByRole('list', { name: 'Read these six words to Anna Berger' });
    spoken = await words.getByRole('listitem').allInnerTexts();
    expect(spoken).toHaveLength(6);
  });

  it('cannot sign in before the owner confirms, and can afterwards', async () => {
    await member.page.getByRole('link', { name: 'Sign in' }).click();
    await member.page.getByLabel('E-mail address').fill(ben.email);
    await member.page.getByLabel('Passphrase').fill(ben.passphrase);
    await member.page.getByRole('button', { name: 'Sign in' }).click();
    await member.page.getByRole('alert').waitFor();

    await owner.page.reload();
    await owner.page.getByRole('button', { name: 'Confirm' }).click();
    const shown = owner.page.getByRole('list', { name: 'The six words of Ben Berger' });
    expect(await shown.getByRole('listitem').allInnerTexts()).toEqual(spoken);
    expect(await owner.inspects('family-words')).toEqual([]);
    await owner.page.getByRole('button', { name: 'They are the same' }).click();
    await shown.waitFor({ state: 'detached' });
    await member.signsIn(ben.email, ben.passphrase);
    await expect.poll(() => member.page.getByText('Upload the first document').count()).toBe(1);
  });

  it('sees nothing of the owner, and no page of the owner’s', async () => {
    await member.goesTo('/documents');
    await member.page.getByRole('heading', { name: 'No documents yet' }).waitFor();
    await member.page.getByRole('button', { name: 'Menu' }).click();
    expect(await member.page.getByRole('link', { name: 'Family' }).count()).toBe(0);
    expect([...member.offences, ...owner.offences]).toEqual([]);
  });

  it('cannot use an invitation twice', async () => {
    const stranger = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
    await owner.page.getByRole('button', { name: 'Create invitation link' }).click();
    const link = await owner.page.getByText(/\/invite#/).innerText();
    const { pathname, hash } = new URL(link);
    const token = hash.slice(1);
    const accepted = await product.client().post('/api/v1/invites/accept', {
      token,
      name: 'Clara',
      email: 'clara@example.org',
      passphrase: 'nine copper kettles under the staircase',
    });
    expect(accepted.status).toBe(201);
    await stranger.goesTo(`${pathname}${hash}`);
    const refusal = stranger.page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('does not work any more');
  });

  it('is told of another role, and uploads nothing as a viewer', async () => {
    await owner.goesTo('/family');
    await owner.page.getByRole('button', { name: 'Actions for Ben Berger' }).click();
    await owner.page.getByRole('menuitem', { name: 'Make viewer' }).click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Make viewer' }).click();
    await owner.page.getByText('viewer', { exact: true }).and(owner.page.locator(':visible')).first().waitFor();

    await member.goesTo('/documents');
    const notice = member.page.getByRole('status').filter({ hasText: 'Your role was changed.' });
    await notice.getByRole('button', { name: 'I know' }).click();
    await notice.waitFor({ state: 'detached' });
    await member.page.getByText('You can read and ask here', { exact: false }).waitFor();
    expect(await member.page.locator('input[type=file]').count()).toBe(0);
    expect(await member.inspects('documents-viewer')).toEqual([]);
  });

  it('is told that the account was to start empty, and keeps it by coming back', async () => {
    await owner.page.getByRole('button', { name: 'Actions for Ben Berger' }).click();
    await owner.page.getByRole('menuitem', { name: 'Start empty' }).click();
    await owner.page.getByLabel(`Type “${ben.email}” to confirm`).fill(ben.email);
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Start empty' }).click();
    await owner.provesIdentity(anna.passphrase);
    await owner.page.getByText(/\/start-empty#/).waitFor();
    expect(await owner.inspects('family-link')).toEqual([]);

    // Whoever opens the account has lost nothing: that alone calls it off.
    await member.page.reload();
    await member.page.getByText('A manager prepared to start your account empty.', { exact: false }).waitFor();
    expect(await member.inspects('notice-reset')).toEqual([]);
    await owner.page.reload();
    await owner.page.getByRole('button', { name: 'Actions for Ben Berger' }).waitFor();
    expect(await owner.page.getByText('Starts empty soon').count()).toBe(0);
    expect([...member.offences, ...owner.offences]).toEqual([]);
  });
});
