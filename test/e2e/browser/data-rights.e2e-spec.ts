import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../harness/product.js';
import { type BackupPlace, backupPlace } from './backup-place.js';
import { insurancePdf } from './sample-pdf.js';
import { startBrowser, Visitor } from './visitor.js';

const anna = { name: 'Anna Berger', email: 'anna@example.org', passphrase: 'seven quiet lanterns over the harbour' };
const ben = { name: 'Ben Berger', email: 'ben@example.org', passphrase: 'twelve green bicycles behind the bakery' };

describe('data rights and administration, in a browser', () => {
  let product: Product;
  let browser: Browser;
  let place: BackupPlace;
  let owner: Visitor;
  let member: Visitor;

  beforeAll(async () => {
    place = await backupPlace();
    [product, browser] = await Promise.all([startProduct({ env: place.env }), startBrowser()]);
    const client = await product.client().setsUp(product.setupCode, anna);
    const other = await client.admits(product.client(), ben);
    await other.uploads('House insurance.pdf', await insurancePdf());
    owner = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
    member = await Visitor.arrives(browser, product.url, { theme: 'dark', device: 'phone' });
    await owner.goesTo('/admin');
    await owner.signsIn(anna.email, anna.passphrase, '/admin');
    await member.goesTo('/settings/data');
    await member.signsIn(ben.email, ben.passphrase, '/settings/data');
  });
  afterAll(async () => {
    await browser?.close();
    await product?.dispose();
    place?.remove();
  });

  it('hands a member everything of theirs, as a zip that opens', async () => {
    const { page } = member;
    await page.getByRole('button', { name: 'Prepare a copy' }).click();
    await member.provesIdentity(ben.passphrase);
    await page.getByText(/^Ready, /).waitFor();
    expect(await member.inspects('settings-data-ready')).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^hearthlore-\d{4}-\d\d-\d\d\.zip$/);
    const path = await download.path();
    const files = unzipSync(new Uint8Array(readFileSync(path)));
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['README.txt', 'export.json', 'manifest.json']));
    const texts = Object.values(files).map((file) => strFromU8(file));
    expect(texts.some((text) => text.includes('valid until 31 May 2027'))).toBe(true);

    await page.getByLabel('The copy (.zip or .zip.age)').setInputFiles(path);
    await page.getByRole('button', { name: 'Bring it in' }).click();
    await page.getByText('documents 0, conversations 0, here already 1', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText(/^Ready, /).waitFor({ state: 'detached' });
  });

  it('erases everything there is by a rule only after its sentence was typed, and not what is held', async () => {
    await owner.goesTo('/admin/retention');
    const documents = owner.page.getByRole('spinbutton', { name: 'Documents, days after they were added' });
    await documents.fill('1');
    await owner.page.getByRole('button', { name: 'Save rules' }).click();
    const dialog = owner.page.getByRole('dialog', { name: 'This would erase everything there is of a kind' });
    await dialog.waitFor();
    expect(await owner.inspects('admin-retention-everything')).toEqual([]);
    expect(await dialog.getByRole('button', { name: 'Save the rule' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type “delete 1 document” to confirm').fill('delete 1 document');
    await dialog.getByRole('button', { name: 'Save the rule' }).click();
    await owner.page.getByText(/^Takes effect on /).waitFor();
    const row = owner.page.getByRole('row', { name: /^Documents/ });
    await expect.poll(() => row.getByRole('cell').allInnerTexts()).toEqual(['0', '1', '1']);

    await member.goesTo('/settings/data');
    const due = member.page.getByRole('region', { name: 'What goes in the next 30 days' });
    await due.getByRole('link', { name: 'House insurance' }).waitFor();
    expect(await member.inspects('settings-data-due')).toEqual([]);
    await due.getByRole('link', { name: 'House insurance' }).click();
    await member.page.getByRole('button', { name: 'Hold' }).click();
    await member.page.getByText(/^Held since /).waitFor();
    expect(await member.inspects('document-held')).toEqual([]);
    await member.goesTo('/settings/data');
    await member.page.getByText('Nothing of yours goes in the next 30 days.').waitFor();
    await owner.page.getByRole('button', { name: 'Count again' }).click();
    await expect.poll(() => row.getByRole('cell').allInnerTexts()).toEqual(['0', '0', '0']);
  });

  it('keeps a conversation from every rule where its owner holds it', async () => {
    const { page } = owner;
    await owner.goesTo('/');
    await page.getByLabel('Question', { exact: true }).fill('Is anything here yet?');
    await page.keyboard.press('Enter');
    await page.getByText('I did not find this in your documents.').first().waitFor();
    await page.getByRole('button', { name: 'Actions for “Is anything here yet?”' }).click();
    await page.getByRole('menuitem', { name: 'Hold' }).click();
    await page.getByText(/^Held since /).waitFor();
    expect(await owner.inspects('chat-held')).toEqual([]);
    await page.getByRole('button', { name: 'Release' }).click();
    await page.getByText(/^Held since /).waitFor({ state: 'detached' });
  });

  it('erases an account in a week, says so on every screen, and can take it back', async () => {
    const { page } = member;
    await page.getByRole('button', { name: 'Erase my account' }).click();
    const dialog = page.getByRole('dialog', { name: 'Erase your account?' });
    await dialog.getByLabel(`Type “${ben.email}” to confirm`).fill(ben.email);
    await dialog.getByRole('button', { name: 'Erase in seven days' }).click();
    const link = await page.getByText(/\/receipt#/).innerText();
    expect(await member.inspects('settings-data-erasing')).toEqual([]);
    await member.goesTo('/documents');
    await page.getByText(/^Your account and everything in it is erased on /).waitFor();
    expect(await member.inspects('banner-erasure')).toEqual([]);

    const nobody = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'phone' });
    const { pathname, hash } = new URL(link);
    await nobody.goesTo(`${pathname}${hash}`);
    await nobody.page.getByText(/The receipt will be here then\.$/).waitFor();
    expect(await nobody.inspects('receipt')).toEqual([]);
    expect(nobody.offences).toEqual([]);
    await nobody.leaves();

    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByText(/^Your account and everything in it is erased on /).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('link', { name: 'House insurance' }).and(page.locator(':visible')).first().waitFor();
    expect(await page.getByRole('button', { name: 'Keep my account' }).count()).toBe(0);
  });

  it('makes a backup that verifies, and restores it on trial', async () => {
    const { page } = owner;
    await owner.goesTo('/admin/backups');
    await page.getByText('There is no good backup yet.', { exact: false }).waitFor();
    expect(await owner.inspects('admin-backups-none')).toEqual([]);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('Verified', { exact: true }).waitFor();
    await page.getByText(/^Last good backup: /).waitFor();
    expect(place.files().filter((name) => name.endsWith('.tar.zst.age'))).toHaveLength(1);

    await page.getByRole('button', { name: 'Test restore' }).click();
    await page.getByText('You can leave this page; it goes on.').waitFor();
    await owner.goesTo('/family');
    await owner.goesTo('/admin/backups');
    await page.getByText('Passed', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Full test with identity' }).click();
    await page.getByLabel('age identity').fill(place.identity);
    expect(await owner.inspects('admin-backups-identity')).toEqual([]);
    await page.getByRole('button', { name: 'Start the test' }).click();
    await expect.poll(() => page.getByText('Passed', { exact: true }).count()).toBe(2);
    expect(await owner.inspects('admin-backups-tested')).toEqual([]);
    await owner.goesTo('/admin');
    await page.getByText('Nothing needs you at the moment.').waitFor();
    expect(await page.getByText('Never', { exact: true }).count()).toBe(0);
  });

  it('pauses a queue, and goes on with it', async () => {
    const { page } = owner;
    await owner.goesTo('/admin/jobs');
    await page.getByRole('button', { name: 'Pause Tidying up' }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Run now: Tidying up' }).click();
    await page.getByText('Tidying up: started.').first().waitFor();
    expect(await owner.inspects('admin-jobs-paused')).toEqual([]);
    await page.getByRole('button', { name: 'Resume Tidying up' }).click();
    await page.getByText('Paused', { exact: true }).waitFor({ state: 'detached' });
    const schedule = page.getByRole('listitem').filter({ hasText: 'Tidying up' }).filter({ hasText: 'Run now' });
    await schedule.getByText(/^Done in /).waitFor();
  });

  it('shuts the house for everybody, and opens it again', async () => {
    const { page } = owner;
    await owner.goesTo('/admin');
    await page.getByRole('button', { name: 'Lock down now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lock this Hearthlore down?' });
    await dialog.getByLabel('Type “lock down” to confirm').fill('lock down');
    await dialog.getByRole('button', { name: 'Lock down now' }).click();
    await owner.provesIdentity(anna.passphrase);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await member.goesTo('/documents');
    await member.page.getByLabel('E-mail address').fill(ben.email);
    await member.page.getByLabel('Passphrase').fill(ben.passphrase);
    await member.page.getByRole('button', { name: 'Sign in' }).click();
    await member.page.getByText('The server is being looked after.', { exact: false }).waitFor();

    await owner.goesTo('/admin');
    await owner.signsIn(anna.email, anna.passphrase, '/admin');
    await page
      .getByText(/^Locked down since /)
      .first()
      .waitFor();
    expect(await owner.inspects('admin-locked-down')).toEqual([]);
    await owner.goesTo('/documents');
    await page.getByText(/^Locked down since /).waitFor();
    expect(await owner.inspects('banner-locked-down')).toEqual([]);
    await owner.goesTo('/admin');
    await page.getByRole('button', { name: 'Open again' }).click();
    await owner.provesIdentity(anna.passphrase);
    await page
      .getByText(/^Locked down since /)
      .first()
      .waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Dealt with: Locked down' }).click();
    await page.getByText('No incident is open.').waitFor();
    await member.page.getByRole('button', { name: 'Sign in' }).click();
    await member.page
      .getByRole('link', { name: 'House insurance' })
      .and(member.page.locator(':visible'))
      .first()
      .waitFor();
  });

  it('is nothing to a member, and asks nobody else for anything', async () => {
    await member.goesTo('/admin/backups');
    await member.page.getByText('This part is for whoever looks after this Hearthlore').waitFor();
    expect(await member.inspects('admin-forbidden')).toEqual([]);
    expect([...owner.offences, ...member.offences]).toEqual([]);
  });

  it('closes a member’s account at once, and gives it back within the week', async () => {
    const { page } = owner;
    await owner.goesTo('/family');
    await page.getByRole('button', { name: 'Actions for Ben Berger' }).click();
    await page.getByRole('menuitem', { name: 'Delete member' }).click();
    await page.getByLabel(`Type “${ben.email}” to confirm`).fill(ben.email);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete member' }).click();
    await page.getByText(/\/receipt#/).waitFor();
    expect(await owner.inspects('family-receipt')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByText(/^To be erased /).waitFor();
    expect(await owner.inspects('family-erased')).toEqual([]);
    await expect(product.client().signsIn(ben)).rejects.toThrow('auth.disabled');

    await page.getByRole('button', { name: 'Actions for Ben Berger' }).click();
    await page.getByRole('menuitem', { name: 'Enable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click();
    await page.getByText(/^To be erased /).waitFor({ state: 'detached' });
    await product.client().signsIn(ben);
    expect(owner.offences).toEqual([]);
  });
});
