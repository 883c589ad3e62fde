import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

const ARTIFACTS = join(import.meta.dirname, '../../.artifacts/browser');
const CHROMIUM = process.env['HEARTHLORE_CHROMIUM'] ?? '/usr/bin/chromium';
/** WCAG 2.2 at level AA, and what axe recommends beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Milliseconds for whatever a page has to do: a busy machine is slow, not wrong. */
const PATIENCE = 60_000;

/** A real Chromium that cannot reach anything but this machine, whatever it or a page would like. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly device: 'desk' | 'phone';
  /** What people set who see little contrast. */
  readonly contrast?: 'more';
}

/** The narrowest phone that is still in use, and a small laptop. */
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };

/** Somebody at a screen. Whatever the page does wrong behind their back is kept in `offences`. */
export class Visitor {
  readonly offences: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
    private readonly context: BrowserContext,
    private readonly look: Look,
  ) {}

  static async arrives(browser: Browser, url: string, look: Look): Promise<Visitor> {
    const isPhone = look.device === 'phone';
    const context = await browser.newContext({
      viewport: SIZES[look.device],
      isMobile: isPhone,
      hasTouch: isPhone,
      colorScheme: look.theme,
      contrast: look.contrast ?? 'no-preference',
      reducedMotion: 'reduce',
      locale: 'en-US',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(PATIENCE);
    const visitor = new Visitor(await context.newPage(), url, context, look);
    await visitor.#watch();
    return visitor;
  }

  async #watch(): Promise<void> {
    await this.context.exposeBinding('reportViolation', (_source, violation: string) => {
      this.offences.push(`content security policy: ${violation}`);
    });
    await this.context.addInitScript({
      content: `document.addEventListener('securitypolicyviolation', (event) =>
        reportViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber))`,
    });
    this.context.on('request', (request) => {
      const address = request.url();
      if (!address.startsWith(`${this.url}/`) && !/^(blob|data):/.test(address)) {
        this.offences.push(`request to another host: ${address}`);
      }
    });
    this.page.on('pageerror', (error) => this.offences.push(`error in the page: ${error.message}`));
  }

  async goesTo(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  /** @param to Where the page leads afterwards. */
  async signsIn(email: string, passphrase: string, to = '/'): Promise<void> {
    await this.page.getByLabel('E-mail address').fill(email);
    await this.page.getByLabel('Passphrase').fill(passphrase);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL(`${this.url}${to}`);
  }

  /** Reads the recovery key off the screen, and types two of its groups back. */
  async keepsRecoveryKey(): Promise<void> {
    const key = this.page.getByRole('list', { name: 'Recovery key' });
    await key.waitFor();
    const groups = await key.getByRole('listitem').allInnerTexts();
    await this.page.getByRole('button', { name: 'I wrote it down' }).click();
    for (const label of await this.page.locator('label', { hasText: /^Group/ }).allInnerTexts()) {
      const group = groups[Number(label.replace('Group ', '')) - 1]?.split('\n').at(-1) ?? '';
      await this.page.getByLabel(label, { exact: true }).fill(group.toLowerCase());
    }
    await this.page.getByRole('checkbox').check();
    await this.page.getByRole('button', { name: 'Finish' }).click();
  }

  /** Answers the question whether it is really them. */
  async provesIdentity(passphrase: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Is it you?' });
    await dialog.getByLabel('Passphrase').fill(passphrase);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  async asks(question: string): Promise<void> {
    await this.page.getByLabel('Question', { exact: true }).fill(question);
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('button', { name: 'Copy answer' }).last().waitFor();
  }

  /** Keeps a picture of the screen. @returns What axe, and the width of the page, have to say against it. */
  async inspects(screen: string): Promise<string[]> {
    await this.photographs(
      join(
        ARTIFACTS,
        `${[screen, this.look.device, this.look.theme, this.look.contrast].filter(Boolean).join('.')}.png`,
      ),
    );
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(RULES).analyze();
    const overflow = Number(await this.page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    return [
      ...violations.map(
        ({ id, nodes }) => `${screen}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      ),
      ...(overflow > 0 ? [`${screen}: ${overflow} px wider than the window`] : []),
    ];
  }

  async photographs(path: string): Promise<void> {
    mkdirSync(join(path, '..'), { recursive: true });
    await this.page.screenshot({ path });
  }

  async leaves(): Promise<void> {
    await this.context.close();
  }
}
