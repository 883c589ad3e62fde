import { RecordType } from '@hearthlore/crypto';
import { newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, anUpload } from '../../../../test/harness/api-member.js';
import { ada, ben } from '../../../../test/harness/identity.js';

const WORD = 'marzipanhelm';
const jobSchema = z.object({ id: z.string(), state: z.string(), error: z.string().nullable() });

let api: ApiUnderTest;
let owner: ApiMember;
let other: ApiMember;
let documentId: string;

beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
  other = await owner.admits(ben);
  const uploaded = await owner.asks('/api/v1/documents', anUpload('stairs.md', `The ${WORD} is under the stairs.`));
  documentId = z.object({ id: z.string() }).parse(uploaded.json()).id;
  const isReady = async () => (await owner.asks(`/api/v1/documents/${documentId}`)).body.includes('"ready"');
  await vi.waitUntil(isReady, { timeout: 30_000 });
});
afterAll(() => api.close());

const finds = async (): Promise<boolean> => {
  const answer = await owner.asks('/api/v1/search', { method: 'POST', payload: { query: WORD } });
  return answer.body.includes('under the stairs');
};

async function stateOf(member: ApiMember, id: string): Promise<string> {
  return jobSchema.parse((await member.asks(`/api/v1/jobs/${id}`)).json()).state;
}

describe('a document that is indexed anew', () => {
  it('is found again by the words that its index had lost', async () => {
    expect(await finds()).toBe(true);
    const vault = api.platform.keys.get(owner.sessionId);
    await api.platform.recordSets.write(
      vault,
      (await api.platform.documents.list(vault))[0]?.id ?? expect.unreachable(),
      {
        removeTypes: [RecordType.lexicalPack],
      },
    );
    await owner.signsOut();
    owner = await new ApiMember(api, ada).signsIn();
    expect(await finds()).toBe(false);
    const answer = await owner.asks(`/api/v1/documents/${documentId}/reindex`, { method: 'POST' });
    expect(answer.statusCode).toBe(202);
    const { id } = jobSchema.parse(answer.json());
    expect(answer.headers.location).toBe(`/api/v1/jobs/${id}`);
    await expect.poll(() => stateOf(owner, id)).toBe('completed');
    expect(await finds()).toBe(true);
  });

  it('is nobody else’s', async () => {
    for (const id of [documentId, newId()]) {
      const answer = await other.asks(`/api/v1/documents/${id}/reindex`, { method: 'POST' });
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'document.not-found']);
    }
  });
});

describe('the jobs of a member', () => {
  it('are listed for that member alone, and can be called off by nobody else', async () => {
    const { data } = z.object({ data: z.array(jobSchema) }).parse((await owner.asks('/api/v1/jobs')).json());
    expect(data.length).toBeGreaterThan(0);
    expect((await other.asks('/api/v1/jobs')).json()).toEqual({ data: [] });
    const [job] = data;
    for (const [method, path] of [
      ['GET', `/api/v1/jobs/${job?.id}`],
      ['POST', `/api/v1/jobs/${job?.id}/cancel`],
    ] as const) {
      expect((await other.asks(path, { method })).json<{ code: string }>().code).toBe('job.not-found');
      expect((await owner.asks(path, { method })).statusCode).toBe(200);
    }
  });

  it('reach the member’s page as events, and an export that is ready too', async () => {
    const page = await new ApiMember(api, ada).signsIn();
    const listening = page.asks('/api/v1/events');
    await expect.poll(() => api.platform.memberWork.events.listeners(owner.userId)).toBeGreaterThanOrEqual(2);
    await owner.stepsUp();
    const { jobId } = z
      .object({ jobId: z.string() })
      .parse((await owner.asks('/api/v1/exports', { method: 'POST', payload: {} })).json());
    await expect.poll(() => stateOf(owner, jobId)).toBe('completed');
    await page.signsOut();
    const heard = (await listening).body;
    expect(heard).toContain('event: export.ready');
    expect(heard).toMatch(
      new RegExp(`event: job\\.updated\ndata: \\{"jobId":"${jobId}","kind":"export","state":"completed"`),
    );
    expect(heard).not.toContain(WORD);
  });
});
