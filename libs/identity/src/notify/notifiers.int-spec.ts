import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@hearthlore/config';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { SmtpNotifier } from './adapters/smtp-notifier.js';
import { WebhookNotifier } from './adapters/webhook-notifier.js';
import { incidentText, noticeText } from './notification-texts.js';
import { NotificationRefusedError, NotNotifiedError } from './notify.errors.js';

const at = new Date('2026-07-01T10:00:00Z');
const options = { address: 'https://home.example', timeZone: 'Europe/Berlin' };
const closings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** @param refuse Status that the server answers a recipient with. */
async function startMail(refuse?: number): Promise<{ url: Secret; mails: { to: string[]; text: string }[] }> {
  const mails: { to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, callback) =>
      callback(refuse === undefined ? null : Object.assign(new Error('no such user'), { responseCode: refuse })),
    onData: (stream, session, callback) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closings.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: new Secret(`smtp://127.0.0.1:${portOf(listening)}`), mails };
}

const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : expect.unreachable();
};

function aMailer(url: Secret): SmtpNotifier {
  const notifier = new SmtpNotifier(url, 'home@home.example');
  closings.push(() => notifier.close());
  return notifier;
}

async function startHook(status: number): Promise<{ url: Secret; heard: string[]; server: Server }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      heard.push(body);
      response.writeHead(status, { location: 'http://elsewhere.invalid/' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closings.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return { url: new Secret(`http://127.0.0.1:${portOf(server)}/hook`), heard, server };
}

describe('mail', () => {
  it('goes to the member alone, and says what happened, when and where, and not to what', async () => {
    const { url, mails } = await startMail();
    await aMailer(url).send(noticeText('passkey-added', at, options), 'ada@home.example');
    expect(mails.map(({ to }) => to)).toEqual([['ada@home.example']]);
    expect(mails[0]?.text).toMatch(/From: home@home.example/);
    expect(mails[0]?.text).toContain('A passkey was added to your account.');
    expect(mails[0]?.text).toMatch(/1 July 2026.*12:00/s);
    expect(mails[0]?.text).toContain('https://home.example');
  });

  it('is one recipient, whatever an address says', async () => {
    const { url, mails } = await startMail();
    const address = 'ada@home.example, mallory@elsewhere.example';
    await aMailer(url)
      .send(noticeText('passkey-added', at, options), address)
      .catch(() => undefined);
    expect(mails.flatMap(({ to }) => to)).not.toContain('mallory@elsewhere.example');
  });

  it('gives name and password to no server without TLS', async () => {
    const asked: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username = '' }, _session, callback) => {
        asked.push(username);
        callback(null, { user: username });
      },
    });
    server.on('error', () => undefined);
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    closings.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const mailer = aMailer(new Secret(`smtp://ada:swordfish@127.0.0.1:${portOf(listening)}`));
    const text = noticeText('role-changed', at, options);
    await expect(mailer.send(text, 'ada@home.example')).rejects.toThrow(NotNotifiedError);
    expect(asked).toEqual([]);
  });

  it('tells a refusal for good from one that passes', async () => {
    const text = noticeText('role-changed', at, options);
    const gone = await startMail(550);
    await expect(aMailer(gone.url).send(text, 'ada@home.example')).rejects.toThrow(NotificationRefusedError);
    const later = await startMail(451);
    await expect(aMailer(later.url).send(text, 'ada@home.example')).rejects.toThrow(NotNotifiedError);
    await expect(aMailer(new Secret('smtp://127.0.0.1:1')).send(text, 'a@b.example')).rejects.toThrow(NotNotifiedError);
  });
});

describe('a webhook', () => {
  it('hears the kind, the date and a sentence', async () => {
    const { url, heard } = await startHook(204);
    await new WebhookNotifier(url).send(incidentText('backup-overdue', 'high', at, options));
    expect(heard.map((body) => JSON.parse(body))).toEqual([
      { kind: 'backup-overdue', at: at.toISOString(), text: expect.stringContaining('26 hours') },
    ]);
  });

  it.each([
    [500, NotNotifiedError],
    [429, NotNotifiedError],
    [404, NotificationRefusedError],
    [302, NotificationRefusedError],
  ])('that answers %i is a failure, and no other address is asked', async (status, error) => {
    const { url } = await startHook(status);
    await expect(new WebhookNotifier(url).send(incidentText('lockdown', 'critical', at, options))).rejects.toThrow(
      error,
    );
  });

  it('that is not there can be there later', async () => {
    const { url, server } = await startHook(204);
    server.close();
    await once(server, 'close');
    await expect(new WebhookNotifier(url).send(incidentText('lockdown', 'critical', at, options))).rejects.toThrow(
      NotNotifiedError,
    );
  });
});
