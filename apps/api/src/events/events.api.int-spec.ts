import { type DocumentId, newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, asksWithKey } from '../../../../test/harness/api-member.js';
import { ada } from '../../../../test/harness/identity.js';

let api: ApiUnderTest;
let first: ApiMember;
beforeAll(async () => {
  api = await startApi();
  first = await new ApiMember(api, ada).setsUp();
});
afterAll(() => api.close());

/** What a page heard until its stream ended. */
const listens = async (member: ApiMember): Promise<string> => (await member.asks('/api/v1/events')).body;

/** The stream is open once somebody is subscribed to it. */
async function untilListened(holders: number): Promise<void> {
  await expect.poll(() => api.platform.memberWork.events.listeners(first.userId)).toBeGreaterThanOrEqual(holders);
}

describe('the events of a member', () => {
  it('tell the page of a session that it was ended elsewhere, and no other page', async () => {
    const second = await new ApiMember(api, ada).signsIn();
    const third = await new ApiMember(api, ada).signsIn();
    const heard = [listens(second), listens(third)] as const;
    await untilListened(3);
    await first.asks(`/api/v1/me/sessions/${second.sessionId}`, { method: 'DELETE' });
    const [secondHeard] = [await heard[0]];
    expect(secondHeard).toContain('event: session.revoked');
    await first.asks(`/api/v1/me/sessions/${third.sessionId}`, { method: 'DELETE' });
    const thirdHeard = await heard[1];
    expect(thirdHeard.match(/event: session\.revoked/g)).toHaveLength(1);
    expect(thirdHeard).not.toContain(second.sessionId);
  });

  it('say that there is a notice, but not to a program', async () => {
    const page = await new ApiMember(api, ada).signsIn();
    const { key, id } = await (await first.stepsUp()).makesKey(['documents:read']);
    const heard = [listens(page), asksWithKey(api, key, '/api/v1/events')] as const;
    await untilListened(3);
    await api.platform.notices.add(first.userId, 'passkey-added');
    api.platform.memberWork.events.publish(first.userId, {
      type: 'document.ready',
      documentId: newId<DocumentId>(),
      state: 'ready',
      progress: 100,
      error: null,
    });
    await page.signsOut();
    await first.asks(`/api/v1/api-keys/${id}`, { method: 'DELETE' });
    expect(await heard[0]).toContain('event: system.notice\ndata: {"kind":"passkey-added"}');
    const program = (await heard[1]).body;
    expect(program).toContain('event: document.ready');
    expect(program).not.toContain('system.notice');
  });
});
