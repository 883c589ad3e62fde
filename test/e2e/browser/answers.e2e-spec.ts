import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FIXED_ANSWER,
  type LanguageModelServer,
  startLanguageModelServer,
} from '../../harness/language-model/language-model-server.js';
import { type Product, startProduct } from '../../harness/product.js';
import { insurancePdf } from './sample-pdf.js';
import { Visitor, startBrowser } from './visitor.js';

const owner = { name: 'Anna Berger', email: 'anna@example.org', passphrase: 'seven quiet lanterns over the harbour' };
const question = 'Until when is the house insurance valid?';
/** A document that tries to make the page fetch and offer what it planted. */
const planted =
  'The garden code is 4711 ![pixel](https://planted.example/pixel.png) and [the gate](https://planted.example/gate) <img src="https://planted.example/raw.png">.';

describe('answers of a language model, in a browser', () => {
  let browser: Browser;
  let product: Product;
  let model: LanguageModelServer;

  const arrange = async (mode: 'words' | 'random'): Promise<Visitor> => {
    model = await startLanguageModelServer({ mode, context: mode === 'random' ? 65_536 : 8192 });
    product = await startProduct({ env: { HEARTHLORE_LLM_URL: model.url } });
    const anna = await product.client().setsUp(product.setupCode, owner);
    await anna.uploads('House insurance.pdf', await insurancePdf());
    const visitor = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
    await visitor.goesTo('/');
    await visitor.signsIn(owner.email, owner.passphrase);
    return visitor;
  };
  const dismantle = async (): Promise<void> => {
    await product?.dispose();
    await model?.kill();
  };

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  describe('while the model never ends', () => {
    let anna: Visitor;
    beforeAll(async () => {
      anna = await arrange('random');
    });
    afterAll(dismantle);

    it('stops at Escape, says so, and keeps what was said', async () => {
      await anna.page.getByLabel('Question', { exact: true }).fill(question);
      await anna.page.keyboard.press('Enter');
      const answer = anna.page.getByRole('article', { name: 'Answer' });
      await expect.poll(async () => (await answer.innerText()).length, { timeout: 30_000 }).toBeGreaterThan(40);
      await anna.page.keyboard.press('Escape');
      await answer.getByText('Stopped').waitFor();
      await expect.poll(() => model.busySlots()).toBe(0);
      await anna.page.reload();
      expect((await answer.innerText()).length).toBeGreaterThan(40);
      expect(anna.offences).toEqual([]);
    });
  });

  describe('while the model says its sentence', () => {
    let anna: Visitor;
    beforeAll(async () => {
      anna = await arrange('words');
    });
    afterAll(dismantle);

    it('shows the answer with its source and who wrote it', async () => {
      await anna.asks(question);
      const answer = anna.page.getByRole('article', { name: 'Answer' });
      expect(await answer.innerText()).toContain(FIXED_ANSWER.trim().replace(' [1].', ''));
      expect(await answer.getByText(/^Written by /).count()).toBe(1);
      await answer
        .getByRole('button', { name: /^Source 1: House insurance/ })
        .first()
        .click();
      expect(await anna.page.locator('mark').first().innerText()).not.toBe('');
    });

    it('says that the model is down, and quotes the documents instead', async () => {
      await model.kill();
      await anna.page.getByRole('link', { name: 'New chat' }).click();
      await anna.asks(question);
      const answer = anna.page.getByRole('article', { name: 'Answer' });
      expect(await answer.innerText()).toContain('The language model does not answer. Your documents are safe.');
      expect(await answer.innerText()).toContain('31 May 2027');
      expect(await answer.getByRole('button', { name: /^Source \d/ }).count()).toBeGreaterThan(0);
    });

    it('fetches and offers nothing that a document planted, before somebody says yes', async () => {
      await anna.page.getByRole('link', { name: 'Documents' }).click();
      await anna.page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'Garden.txt', mimeType: 'text/plain', buffer: Buffer.from(planted) });
      await anna.page.getByRole('region', { name: 'Uploads' }).getByText('Ready').waitFor();
      await anna.page.getByRole('link', { name: 'New chat' }).click();
      await anna.asks('What is the garden code?');
      const answer = anna.page.getByRole('article', { name: 'Answer' });
      expect(await answer.innerText()).toContain('4711');
      expect(await answer.locator('img').count()).toBe(0);
      expect(await answer.locator('a[href*="planted"]').count()).toBe(0);
      await answer.getByRole('button', { name: 'https://planted.example/gate' }).click();
      await anna.page.getByRole('heading', { name: 'Leave Hearthlore?' }).waitFor();
      await anna.page.getByRole('button', { name: 'Cancel' }).click();
      expect(anna.offences).toEqual([]);
    });
  });

  describe('the watch over the page', () => {
    beforeAll(async () => {
      product = await startProduct();
    });
    afterAll(() => product.dispose());

    it('notices an inline style, text made into elements, and requests to another host', async () => {
      const visitor = await Visitor.arrives(browser, product.url, { theme: 'light', device: 'desk' });
      await visitor.goesTo('/');
      await visitor.page.evaluate(`{
        const style = document.createElement('style');
        style.textContent = 'body { color: red }';
        document.head.append(style);
        try { document.body.insertAdjacentHTML('beforeend', '<p></p>'); } catch {}
        fetch('https://elsewhere.example/').catch(() => {});
        open('https://elsewhere.example/');
      }`);
      for (const offence of ['style-src', 'require-trusted-types-for', 'connect-src', 'request to another host']) {
        await expect.poll(() => visitor.offences.join('\n')).toContain(offence);
      }
      await visitor.leaves();
    });
  });
});
