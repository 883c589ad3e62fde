import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../harness/product.js';
import { insurancePdf } from './sample-pdf.js';
import { Visitor, startBrowser } from './visitor.js';

const README_SCREENSHOT = join(import.meta.dirname, '../../../docs/images/screenshot.png');
const email = 'anna@example.org';
const question = 'Until when is the house insurance valid?';

describe('the main job, in a browser', () => {
  let product: Product;
  let browser: Browser;
  let anna: Visitor;
  let passphrase = '';
  /** Made once: two made apart differ by their dates. */
  let insurance: Buffer;

  beforeAll(async () => {
    [product, browser, insurance] = await Promise.all([startProduct(), startBrowser(), insurancePdf()]);
    anna = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
  });
  afterAll(async () => {
    await browser?.close();
    await product?.dispose();
  });

  it('leads whoever comes first to the set-up, with five words offered as passphrase', async () => {
    await anna.goesTo('/documents');
    await anna.page.getByRole('heading', { name: 'Welcome to your Hearthlore' }).waitFor();
    await anna.page.getByLabel('Set-up code').fill('WRONG-WRONG-CODE');
    await anna.page.getByLabel('Your name').fill('Anna Berger');
    await anna.page.getByLabel('E-mail address').fill(email);
    await anna.page.getByRole('button', { name: 'Use these words' }).click();
    passphrase = await anna.page.getByLabel('Passphrase').inputValue();
    expect(passphrase.split(/[\s-]/)).toHaveLength(5);
    await anna.page.getByRole('button', { name: 'Create my account' }).click();
    await anna.page.getByRole('alert').filter({ hasText: 'not the set-up code' }).waitFor();
    await anna.page.getByLabel('Set-up code').fill(product.setupCode ?? '');
    await anna.page.getByRole('button', { name: 'Create my account' }).click();
    await anna.page.getByRole('heading', { name: 'Your recovery key' }).waitFor();
  });

  it('lets nobody past the recovery key who cannot type two of its groups', async () => {
    const groups = await anna.page.getByRole('list', { name: 'Recovery key' }).getByRole('listitem').allInnerTexts();
    expect(groups).toHaveLength(14);
    const download = anna.page.waitForEvent('download');
    await anna.page.getByRole('button', { name: 'Download kit' }).click();
    expect((await download).suggestedFilename()).toBe('hearthlore-recovery-kit.pdf');

    await anna.page.getByRole('button', { name: 'I wrote it down' }).click();
    const asked = await anna.page.getByLabel(/^Group \d+$/).all();
    expect(asked).toHaveLength(2);
    for (const field of asked) await field.fill('0000');
    await anna.page.getByRole('checkbox').check();
    await anna.page.getByRole('button', { name: 'Finish' }).click();
    await anna.page.getByRole('alert').first().waitFor();

    await anna.page.getByRole('button', { name: 'Show the key again' }).click();
    await anna.keepsRecoveryKey();
    await anna.page.getByRole('heading', { name: 'Everything is ready' }).waitFor();
  });

  it('says so when there is nothing to answer from', async () => {
    await anna.page.getByRole('button', { name: 'Upload the first document' }).click();
    await anna.page.getByRole('heading', { name: 'No documents yet' }).waitFor();
    await anna.page.getByRole('link', { name: 'New chat' }).click();
    await anna.page.getByLabel('Question', { exact: true }).fill('What is the cat called?');
    await anna.page.keyboard.press('Enter');
    const answer = anna.page.getByRole('article', { name: 'Answer' });
    await answer.getByRole('link', { name: 'Upload a document' }).waitFor();
    expect(await answer.innerText()).toContain('I did not find this in your documents.');
    await answer.getByRole('link', { name: 'Upload a document' }).click();
  });

  it('uploads a PDF and says when it is ready', async () => {
    await anna.page
      .locator('input[type=file]')
      .first()
      .setInputFiles([
        { name: 'House insurance.pdf', mimeType: 'application/pdf', buffer: insurance },
        {
          name: 'Notes.txt',
          mimeType: 'text/plain',
          buffer: Buffer.from('The cat is called Minka. She was born in 2021.'),
        },
      ]);
    const tray = anna.page.getByRole('region', { name: 'Uploads' });
    await expect.poll(() => tray.getByText('Ready').count(), { timeout: 60_000 }).toBe(2);
    await anna.page.getByRole('link', { name: 'House insurance', exact: true }).first().waitFor();
  });

  it('says of a file that is here already which one it is, and of an unreadable one why', async () => {
    const input = anna.page.locator('input[type=file]').first();
    await input.setInputFiles([
      { name: 'Copy.pdf', mimeType: 'application/pdf', buffer: insurance },
      { name: 'Broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nnothing else') },
    ]);
    const tray = anna.page.getByRole('region', { name: 'Uploads' });
    await tray.getByText('damaged').waitFor();
    expect(await tray.innerText()).toContain('Same content as “House insurance”.');
    await tray.getByRole('button', { name: 'Clear list' }).click();
    await tray.waitFor({ state: 'detached' });
  });

  it('answers a question with a citation that opens the passage and its page', async () => {
    await anna.page.getByRole('link', { name: 'New chat' }).click();
    await anna.asks(question);
    const answer = anna.page.getByRole('article', { name: 'Answer' });
    expect(await answer.innerText()).toContain('31 May 2027');
    await answer
      .getByRole('button', { name: /^Source \d+: House insurance, page 2$/ })
      .first()
      .click();

    const panel = anna.page.getByRole('complementary', { name: 'Source' });
    await panel.locator('mark').waitFor();
    expect(await panel.innerText()).toContain('Page 2');
    expect(await panel.locator('mark').innerText()).toContain('31 May 2027');
    if (process.env['HEARTHLORE_UPDATE_SCREENSHOT'] === '1') await anna.photographs(README_SCREENSHOT);

    await anna.page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('shows the conversation again after a reload, which also continues the session', async () => {
    await anna.page.reload();
    await anna.page.getByRole('article', { name: 'Answer' }).first().waitFor();
    expect(await anna.page.getByRole('article', { name: 'Your question' }).first().innerText()).toBe(question);
    await anna.page
      .getByRole('button', { name: /^Source \d+/ })
      .first()
      .waitFor();
  });

  it('finds passages without a model, and opens the page of one', async () => {
    await anna.page.getByRole('link', { name: 'Search passages' }).first().click();
    await anna.page.getByLabel('Words or a question').fill('yearly premium');
    await anna.page.keyboard.press('Enter');
    await anna.page.getByRole('link', { name: 'House insurance', exact: true }).first().click();
    await anna.page.getByText('412.50 euros').first().waitFor();
    expect(anna.page.url()).not.toContain('premium');
  });

  it('asks one document alone where that is wanted, and says so', async () => {
    await anna.page.getByRole('link', { name: 'Documents' }).click();
    await anna.page.getByRole('link', { name: 'Notes', exact: true }).first().click();
    await anna.page.getByRole('link', { name: 'Ask this document' }).click();
    await anna.page.getByText('Answers come from “Notes” only.').waitFor();
    const sent = anna.page.waitForRequest((request) => request.url().endsWith('/messages'));
    await anna.asks('What is the cat called?');
    expect((await sent).postDataJSON()).toMatchObject({ documentIds: [expect.any(String)] });
    expect(await anna.page.getByRole('article', { name: 'Answer' }).innerText()).toContain('Minka');
  });

  it('renames and deletes a conversation, and erases a document only under its name', async () => {
    await anna.page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await anna.page.getByRole('menuitem', { name: 'Rename' }).click();
    await anna.page.getByLabel('Title').fill('The insurance');
    await anna.page.getByRole('button', { name: 'Save' }).click();
    await anna.page.getByRole('link', { name: 'The insurance' }).waitFor();
    await anna.page.getByRole('button', { name: 'Actions for “The insurance”' }).click();
    await anna.page.getByRole('menuitem', { name: 'Delete' }).click();
    await anna.page.getByRole('button', { name: 'Delete conversation' }).click();
    await anna.page.getByRole('link', { name: 'The insurance' }).waitFor({ state: 'detached' });

    await anna.page.getByRole('link', { name: 'Documents' }).click();
    await anna.page.getByRole('button', { name: 'Delete “Notes”' }).first().click();
    const erase = anna.page.getByRole('button', { name: 'Erase document' });
    expect(await erase.isDisabled()).toBe(true);
    await anna.page.getByLabel('Type “Notes” to confirm').fill('Notes');
    await erase.click();
    await anna.page.getByRole('link', { name: 'Notes', exact: true }).first().waitFor({ state: 'detached' });
  });

  it('signs out, refuses a wrong passphrase and takes the right one', async () => {
    await anna.page.getByRole('link', { name: 'Anna Berger' }).click();
    await anna.page.getByRole('button', { name: 'Sign out' }).click();
    await anna.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await anna.page.getByLabel('E-mail address').fill(email);
    await anna.page.getByLabel('Passphrase').fill('not the passphrase at all');
    await anna.page.getByRole('button', { name: 'Sign in' }).click();
    await anna.page.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
    await anna.signsIn(email, passphrase);
    expect(await anna.page.getByRole('alert').count()).toBe(0);
  });

  it('asked no other host, broke no policy and threw no error on the way', () => {
    expect(anna.offences).toEqual([]);
  });
});
