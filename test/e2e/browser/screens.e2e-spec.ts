import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, startProduct } from '../../harness/product.js';
import { type BackupPlace, backupPlace } from './backup-place.js';
import { insurancePdf } from './sample-pdf.js';
import { type Look, Visitor, startBrowser } from './visitor.js';

const owner = { name: 'Anna Berger', email: 'anna@example.org', passphrase: 'seven quiet lanterns over the harbour' };
const ben = { name: 'Ben Berger', email: 'ben@example.org', passphrase: 'twelve green bicycles behind the bakery' };
const clara = { name: 'Clara Berger', email: 'clara@example.org', passphrase: 'nine copper kettles under the stairs' };
/** As the server says it; the one of these screens uses none. */
const QDRANT_IS_DOWN = {
  kind: 'qdrant',
  state: 'down',
  waiting: 3,
  version: '1.18.3',
  downSince: '2026-11-21T20:15:00.000Z',
  fault: 'vector-store.unavailable',
  isCircuitOpen: true,
  usesTokens: false,
  demandsKey: true,
  collections: 2,
  documents: 31,
  points: 4120,
  layout: { onDisk: true, quantization: 'none', shards: 1, replicas: 1 },
};
const looks: Look[] = [
  { theme: 'light', device: 'desk' },
  { theme: 'dark', device: 'desk' },
  { theme: 'light', device: 'phone' },
  { theme: 'dark', device: 'phone' },
];

describe('every screen', () => {
  let product: Product;
  let browser: Browser;
  let place: BackupPlace;
  let inviteToken = '';
  let chatId = '';
  let documentId = '';

  beforeAll(async () => {
    place = await backupPlace();
    [product, browser] = await Promise.all([startProduct({ env: place.env }), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.dispose();
    place?.remove();
  });

  describe.each(looks)('before the set-up, $theme on a $device', (look) => {
    it('is usable by everybody', async () => {
      const visitor = await Visitor.arrives(browser, product.url, look);
      await visitor.goesTo('/');
      await visitor.page.getByRole('button', { name: 'Use these words' }).waitFor();
      expect(await visitor.inspects('setup')).toEqual([]);
      expect(visitor.offences).toEqual([]);
      await visitor.leaves();
    });
  });

  describe('with an owner, a document and a conversation', () => {
    beforeAll(async () => {
      const anna = await product.client().setsUp(product.setupCode, owner);
      documentId = (await anna.uploads('House insurance.pdf', await insurancePdf())).id;
      chatId = (await anna.asks('Until when is the house insurance valid?')).chatId;
      const invites = async (): Promise<string> => {
        const { body } = await anna.post('/api/v1/invites', { role: 'member' });
        return /"token":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '';
      };
      inviteToken = await invites();
      await anna.admits(product.client(), ben);
      await anna.post('/api/v1/admin/backups', {});
      await anna.post('/api/v1/admin/incidents', { kind: 'lost-device', severity: 'high' });
      await product.client().post('/api/v1/invites/accept', { token: await invites(), ...clara });
    });

    it.each(looks)('is usable by everybody, $theme on a $device', async (look) => {
      const visitor = await Visitor.arrives(browser, product.url, look);
      const { page } = visitor;
      const found: string[] = [];
      const inspect = async (screen: string): Promise<void> => {
        found.push(...(await visitor.inspects(screen)));
      };

      await visitor.goesTo('/recover');
      await page.getByRole('button', { name: 'Open my documents' }).waitFor();
      await inspect('recover');
      await visitor.goesTo('/start-empty#x');
      await page.getByRole('button', { name: 'Erase and start empty' }).waitFor();
      await inspect('start-empty');
      await visitor.goesTo(`/invite#${inviteToken}`);
      await page.getByRole('button', { name: 'Join' }).waitFor();
      await inspect('invite');

      await visitor.goesTo('/');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await inspect('login');
      // What a member with a second factor is told; account.e2e-spec.ts has the real one.
      await page.route('**/api/v1/auth/login', (route) =>
        route.fulfill({
          status: 401,
          contentType: 'application/problem+json',
          body: '{"code":"auth.second-factor-required","challenge":"x"}',
        }),
      );
      await page.getByLabel('E-mail address').fill(owner.email);
      await page.getByLabel('Passphrase').fill(owner.passphrase);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Your second factor' }).waitFor();
      await inspect('login-2fa');
      await page.unroute('**/api/v1/auth/login');
      await visitor.goesTo('/');
      await visitor.signsIn(owner.email, owner.passphrase);
      await page.getByRole('heading', { name: 'Ask about your documents' }).waitFor();
      await inspect('chat-new');

      await visitor.goesTo(`/chats/${chatId}`);
      await page
        .getByRole('button', { name: /^Source 1/ })
        .first()
        .click();
      await page.locator('mark').first().waitFor();
      await inspect('chat-source');

      await visitor.goesTo('/documents');
      await page.getByRole('link', { name: 'House insurance', exact: true }).and(page.locator(':visible')).waitFor();
      await inspect('documents');
      await page.getByRole('button', { name: 'Delete “House insurance”' }).and(page.locator(':visible')).click();
      await page.getByRole('button', { name: 'Erase document' }).waitFor();
      await inspect('document-erase');

      await visitor.goesTo(`/documents/${documentId}`);
      await page.getByText('31 May 2027').first().waitFor();
      await inspect('document');

      await visitor.goesTo('/search');
      await page.getByLabel('Words or a question').fill('premium');
      await page.keyboard.press('Enter');
      await page.getByText('412.50 euros').first().waitFor();
      await inspect('search');
      await page.route('**/api/v1/search', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), fallback: true } });
      });
      await page.getByLabel('Words or a question').fill('the premium');
      await page.keyboard.press('Enter');
      await page.getByText('nothing is missing', { exact: false }).waitFor();
      await inspect('search-fallback');
      await page.unroute('**/api/v1/search');

      for (const [path, shown] of [
        ['/family', 'Open invitation'],
        ['/audit', 'Set up'],
        ['/settings/keys', 'Your keys'],
        ['/settings/data', 'Take a copy'],
        ['/privacy', 'What is sealed'],
        ['/settings/security', 'What is stored where'],
        ['/nowhere', 'There is no such page'],
      ] as const) {
        await visitor.goesTo(path);
        await page.getByText(shown, { exact: true }).and(page.locator(':visible')).first().waitFor();
        await inspect(path.slice(1).replace('/', '-'));
      }

      await visitor.goesTo('/privacy');
      await page.getByText('What Qdrant learns, in full', { exact: true }).click();
      await page.getByText('That is obfuscation, not encryption', { exact: false }).waitFor();
      await inspect('privacy-vectors');

      await visitor.goesTo('/family');
      await page.getByRole('button', { name: 'Actions for Ben Berger' }).click();
      await page.getByRole('menuitem', { name: 'Limits' }).waitFor();
      await inspect('family-menu');
      await page.getByRole('menuitem', { name: 'Limits' }).click();
      await page.getByRole('dialog', { name: 'Limits of Ben Berger' }).waitFor();
      await inspect('family-limits');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('list', { name: 'The six words of Clara Berger' }).waitFor();
      await inspect('family-words');

      await visitor.goesTo('/settings/keys');
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Scanner in the hall');
      await inspect('keys-new');
      await page.getByRole('button', { name: 'Make the key' }).click();
      await page.getByRole('dialog', { name: 'Is it you?' }).waitFor();
      await inspect('step-up');
      await visitor.provesIdentity(owner.passphrase);
      await page.getByText('It is shown this once', { exact: false }).waitFor();
      await inspect('keys-shown');

      await visitor.goesTo('/settings/security');
      await page.getByRole('button', { name: 'Set up an app' }).click();
      await page.getByRole('dialog', { name: 'Set up an app' }).waitFor();
      await inspect('settings-totp');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Change passphrase' }).click();
      await page.getByRole('dialog', { name: 'Change passphrase' }).waitFor();
      await inspect('settings-passphrase');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Make a new key' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
      await page.getByRole('list', { name: 'Recovery key' }).waitFor();
      await inspect('recovery-new');

      if (look.device === 'phone') {
        await visitor.goesTo('/');
        await page.getByRole('button', { name: 'Menu' }).click();
        await page.getByRole('link', { name: 'Documents' }).waitFor();
        await inspect('drawer');
      }
      expect(found).toEqual([]);
      expect(visitor.offences).toEqual([]);
      await visitor.leaves();
    });

    it.each(looks)('is usable by who looks after it, $theme on a $device', async (look) => {
      const visitor = await Visitor.arrives(browser, product.url, look);
      const { page } = visitor;
      const found: string[] = [];
      const inspect = async (screen: string): Promise<void> => {
        found.push(...(await visitor.inspects(screen)));
      };
      await visitor.goesTo('/admin');
      await visitor.signsIn(owner.email, owner.passphrase, '/admin');
      for (const [path, shown] of [
        ['/admin', 'Last good backup'],
        ['/admin/backups', 'Verified'],
        ['/admin/retention', 'Copies past their day'],
        ['/admin/jobs', 'What comes by itself'],
        ['/system', 'Search by meaning'],
      ] as const) {
        await visitor.goesTo(path);
        await page.getByText(shown, { exact: true }).and(page.locator(':visible')).first().waitFor();
        await inspect(path.slice(1).replace('/', '-'));
      }
      await visitor.goesTo('/admin');
      await page.getByRole('button', { name: 'Write an incident down' }).click();
      await page.getByLabel('What happened').waitFor();
      await inspect('admin-incident');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Lock down now' }).click();
      await page.getByRole('dialog', { name: 'Lock this Hearthlore down?' }).waitFor();
      await inspect('admin-lockdown');
      await visitor.goesTo('/admin/backups');
      await page.getByRole('button', { name: 'Full test with identity' }).click();
      await page.getByLabel('age identity').waitFor();
      await inspect('admin-backups-full');
      await page.keyboard.press('Escape');
      await page
        .getByRole('button', { name: /^Files of the backup of / })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Download manifest' }).waitFor();
      await inspect('admin-backups-files');
      await visitor.goesTo('/admin/retention');
      await page.getByRole('button', { name: 'Run now' }).click();
      await page.getByRole('dialog', { name: 'Erase what is past its date?' }).waitFor();
      await inspect('admin-retention-run');
      await page.route('**/api/v1/admin/vectors', (route) => route.fulfill({ json: QDRANT_IS_DOWN }));
      await visitor.goesTo('/admin/system');
      await page.getByText('Does not answer', { exact: true }).waitFor();
      await page.getByText('3 documents wait to be sent', { exact: false }).waitFor();
      await page.getByText('What Qdrant learns, in full', { exact: true }).click();
      await inspect('admin-system-qdrant');
      await page.getByRole('button', { name: 'Rebuild' }).click();
      await page.getByRole('dialog', { name: 'Make all collections anew?' }).waitFor();
      await inspect('admin-system-rebuild');
      await page.unroute('**/api/v1/admin/vectors');
      await visitor.goesTo('/admin/system');
      await page.getByText('Sealed, in this server’s memory', { exact: true }).waitFor();
      await page.getByText('Notice of a personal data breach', { exact: true }).click();
      await page.getByText('To the supervisory authority', { exact: false }).waitFor();
      await inspect('admin-system-text');
      await page.getByRole('button', { name: 'Show diagnostics' }).click();
      await page.getByRole('button', { name: 'Save file' }).waitFor();
      await inspect('admin-diagnostics');

      if (look.device === 'phone') {
        await visitor.goesTo('/admin');
        await page.getByRole('button', { name: 'Menu' }).click();
        await page.getByRole('link', { name: 'Retention' }).waitFor();
        await inspect('drawer-admin');
      }
      expect(found).toEqual([]);
      expect(visitor.offences).toEqual([]);
      await visitor.leaves();
    });

    it.each(['light', 'dark'] as const)('stays readable where more contrast is asked for, %s', async (theme) => {
      const visitor = await Visitor.arrives(browser, product.url, { theme, device: 'desk', contrast: 'more' });
      await visitor.goesTo('/');
      await visitor.signsIn(owner.email, owner.passphrase);
      await visitor.page.getByRole('link', { name: 'Documents' }).click();
      await visitor.page.getByRole('link', { name: 'House insurance', exact: true }).first().waitFor();
      expect(await visitor.inspects('documents')).toEqual([]);
      await visitor.leaves();
    });

    it('asks for the passphrase where a session cannot open documents, and keeps the draft', async () => {
      const visitor = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
      const { page } = visitor;
      await visitor.goesTo('/');
      await visitor.signsIn(owner.email, owner.passphrase);
      await page.getByLabel('Question', { exact: true }).fill('a question that is not finished');
      // What a session without a key of its own is told, as one begun by a passkey that cannot unlock.
      await page.route('**/api/v1/users', (route) =>
        route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"code":"vault.locked"}' }),
      );
      await page.getByRole('link', { name: 'Family' }).click();
      await page.getByRole('heading', { name: 'Locked' }).waitFor();
      expect(await visitor.inspects('locked')).toEqual([]);
      await page.unroute('**/api/v1/users');
      await page.getByLabel('Passphrase').fill(owner.passphrase);
      await page.getByRole('button', { name: 'Unlock' }).click();
      await page.getByRole('heading', { name: 'Family' }).waitFor();
      await page.getByRole('link', { name: 'New chat' }).click();
      expect(await page.getByLabel('Question', { exact: true }).inputValue()).toBe('a question that is not finished');
      expect(visitor.offences).toEqual([]);
      await visitor.leaves();
    });

    it('signs everybody out together in the tabs of one browser', async () => {
      const visitor = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
      await visitor.goesTo('/');
      await visitor.signsIn(owner.email, owner.passphrase);
      const other = await visitor.page.context().newPage();
      await other.goto(`${product.url}/settings/security`);
      await other.getByRole('button', { name: 'Sign out' }).click();
      await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(visitor.offences).toEqual([]);
      await visitor.leaves();
    });

    it('can be used with the keyboard alone', async () => {
      const visitor = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
      const { page } = visitor;
      await visitor.goesTo('/');
      await visitor.signsIn(owner.email, owner.passphrase);
      await visitor.goesTo(`/chats/${chatId}`);
      await page
        .getByRole('button', { name: /^Source 1/ })
        .first()
        .waitFor();
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
      const focused = async () => String(await page.evaluate("document.activeElement.getAttribute('aria-label')"));
      for (let step = 0; step < 40 && !(await focused()).startsWith('Source 1'); step += 1) {
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      const panel = page.getByRole('complementary', { name: 'Source' });
      await panel.locator('mark').waitFor();
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      expect(await focused()).toMatch(/^Source 1: House insurance/);
      await visitor.leaves();
    });
  });
});
