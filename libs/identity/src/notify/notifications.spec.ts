import { type IncidentId, newId, type NoticeId, type UserId } from '@hearthlore/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { InvalidCredentialsError } from '../identity.errors.js';
import { Notifications } from './notifications.js';
import { NotNotifiedError } from './notify.errors.js';
import { type Notification, Notifier } from './ports/notifier.port.js';

class Sent extends Notifier {
  readonly sent: (readonly [kind: string, to: string | undefined])[] = [];
  readonly refusing = new Set<string | undefined>();

  override send({ kind }: Notification, to: string | undefined): Promise<void> {
    if (this.refusing.has(to)) return Promise.reject(new NotNotifiedError());
    this.sent.push([kind, to]);
    return Promise.resolve();
  }
}

const [ada, cleo, gone] = [newId<UserId>(), newId<UserId>(), newId<UserId>()];
const addresses = new Map([
  [ada, 'ada@home.example'],
  [cleo, 'cleo@home.example'],
]);
const accounts = {
  get: (id: UserId) => {
    const email = addresses.get(id);
    if (email === undefined) return Promise.reject(new InvalidCredentialsError());
    return Promise.resolve({ id, email, name: '', role: 'owner', state: 'active', createdAt: new Date(0) } as const);
  },
};
const notice = { id: newId<NoticeId>(), kind: 'passkey-added', createdAt: new Date(0) };
const texts = { address: undefined, timeZone: 'UTC' };
const incident = { id: newId<IncidentId>(), kind: 'lockdown', severity: 'critical', openedAt: new Date(0) };
let mail: Sent;
let hook: Sent;

const notifications = (way: Notifier | undefined = mail) =>
  new Notifications({ mail: way, operator: [hook] }, accounts, { list: () => Promise.resolve([notice]) }, texts);

beforeEach(() => {
  mail = new Sent();
  hook = new Sent();
});

describe('a notice', () => {
  it('goes to its member by mail, and nowhere else', async () => {
    await expect(notifications().tellMember(ada, notice.id)).resolves.toBe(1);
    expect(mail.sent).toEqual([['passkey-added', 'ada@home.example']]);
    expect(hook.sent).toEqual([]);
  });

  it('is not told that was seen meanwhile, nor to somebody who is gone', async () => {
    await expect(notifications().tellMember(ada, newId<NoticeId>())).resolves.toBe(0);
    await expect(notifications().tellMember(gone, notice.id)).resolves.toBe(0);
    expect(mail.sent).toEqual([]);
  });
});

describe('an incident', () => {
  it('goes every way there is', async () => {
    await expect(notifications().tellManagers(incident, [ada, cleo, gone])).resolves.toBe(4);
    expect(mail.sent.map(([, to]) => to)).toEqual(['ada@home.example', 'cleo@home.example']);
    expect(hook.sent).toEqual([['lockdown', undefined]]);
  });

  it('is told once to whoever could be told, and again to whoever could not', async () => {
    mail.refusing.add('ada@home.example');
    const telling = notifications();
    await expect(telling.tellManagers(incident, [ada, cleo])).rejects.toThrow(NotNotifiedError);
    mail.refusing.clear();
    await telling.tellManagers(incident, [ada, cleo]);
    expect(mail.sent.map(([, to]) => to)).toEqual(['cleo@home.example', 'ada@home.example']);
    expect(hook.sent).toHaveLength(1);
  });
});
