import { once } from 'node:events';
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const mails: { to: string[]; text: string }[] = [];
const heard: string[] = [];
let api: ApiUnderTest;
let owner: ApiMember;
let member: ApiMember;
let refusals = 0;

const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onRcptTo: (_address, _session, callback) => {
    refusals -= 1;
    callback(refusals >= 0 ? Object.assign(new Error('try later'), { responseCode: 451 }) : null);
  },
  onData: (stream, session, callback) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    stream.on('end', () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
      callback();
    });
  },
});
const hook = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    heard.push(body);
    response.end();
  });
});

const portOf = (server: { address(): unknown }): number => {
  const address = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) return expect.unreachable();
  return Number(address.port);
};

beforeAll(async () => {
  const listening = mailServer.listen(0, '127.0.0.1');
  await Promise.all([once(listening, 'listening'), once(hook.listen(0, '127.0.0.1'), 'listening')]);
  api = await startApi({
    HEARTHLORE_SMTP_URL: `smtp://127.0.0.1:${portOf(listening)}`,
    HEARTHLORE_SMTP_FROM: 'home@home.example',
    HEARTHLORE_NOTIFY_WEBHOOK: `http://127.0.0.1:${portOf(hook)}/`,
  });
  owner = await new ApiMember(api, ada).setsUp();
  member = await owner.admits(ben);
});
afterAll(async () => {
  await api.close();
  hook.close();
  await new Promise<void>((resolve) => mailServer.close(() => resolve()));
});

/** All that lies in the queues' tables. */
const queued = async (): Promise<string> =>
  JSON.stringify(await queryAsSuperuser(api.database, 'select * from bullmq.job'));

it('a member hears of a notice by mail, and the queue has the ids of it alone', async () => {
  await api.platform.notices.add(member.userId, 'passphrase-changed');
  await expect.poll(() => mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({ to: [ben.email], text: expect.stringContaining('Your passphrase was changed.') });
  expect(heard).toEqual([]);
  const text = await queued();
  expect(text).toContain(member.userId);
  for (const secret of [ben.email, ben.name, 'passphrase']) expect(text).not.toContain(secret);
});

it('managers hear of an incident, and so does the webhook', async () => {
  mails.length = 0;
  await api.platform.operations.incidents.notice('backup-overdue');
  await expect.poll(() => mails.flatMap(({ to }) => to)).toEqual([ada.email]);
  await expect.poll(() => heard).toHaveLength(1);
  expect(JSON.parse(heard[0] ?? '')).toMatchObject({ kind: 'backup-overdue' });
});

it('a mail that was not taken is tried again, and what failed is kept as a code', async () => {
  mails.length = 0;
  refusals = 1;
  await api.platform.notices.add(member.userId, 'role-changed');
  const isDelayed = async (): Promise<string> => {
    const rows = await queryAsSuperuser<{ failed_reason: string; state: string }>(
      api.database,
      `select failed_reason, state from bullmq.job where failed_reason is not null`,
    );
    return rows.map(({ failed_reason, state }) => `${state} ${failed_reason}`).join();
  };
  await expect.poll(isDelayed).toBe('delayed notify.failed');
  expect(await queued()).not.toContain('try later');
  await expect.poll(() => mails, { timeout: 60_000, interval: 500 }).toHaveLength(1);
});
