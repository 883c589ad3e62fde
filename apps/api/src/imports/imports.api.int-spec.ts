import { createHash } from 'node:crypto';
import { ConversationStore, type Conversation, type Message } from '@hearthlore/chat';
import { DrizzleRetentionRules } from '@hearthlore/data-rights';
import { aPdf } from '@hearthlore/ingestion/testing';
import {
  type ConversationId,
  type DocumentId,
  type MessageId,
  newId,
  parseId,
  parsePassageId,
  passageId,
} from '@hearthlore/kernel';
import { type Zippable, strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, anUpload } from '../../../../test/harness/api-member.js';
import { ada, ben, cleo } from '../../../../test/harness/identity.js';

const PASSPHRASE = 'lantern under the stairs';

let home: ApiUnderTest;
let away: ApiUnderTest;
let owner: ApiMember;
let exported: Uint8Array;
let sealed: Uint8Array;
let before: Awaited<ReturnType<typeof everythingOf>>;

beforeAll(async () => {
  home = await startApi();
  owner = await new ApiMember(home, ada).setsUp();
  await owner.stepsUp();
  const deed = Array.from({ length: 4 }, (_, page) => [
    `# Page ${page + 1}`,
    `The deed of page ${page + 1} lies in drawer ${page + 1}.`,
  ]);
  const documents = [
    await uploads('deed.pdf', await aPdf({ pages: deed })),
    await uploads('stairs.md', Buffer.from('# Stairs\n\nThe marzipanhelm is under the stairs.\n')),
    await uploads(
      'long.txt',
      Buffer.from(Array.from({ length: 300 }, (_, i) => `Line ${i} of the long log of Ülo.`).join('\n\n')),
    ),
  ];
  await converses(documents);
  const vault = home.platform.keys.get(owner.sessionId);
  await home.platform.documents.update(vault, documents[0] ?? expect.unreachable(), { isHeld: true });
  await new DrizzleRetentionRules(home.platform.transactions).saveOwn(
    owner.userId,
    [{ kind: 'answers', days: 365 }],
    new Date(),
  );
  exported = await exports({});
  sealed = await exports({ passphrase: PASSPHRASE });
  before = await everythingOf(home, owner);
});
afterAll(async () => {
  await home.close();
});

async function uploads(name: string, content: Uint8Array): Promise<DocumentId> {
  const answer = await owner.asks('/api/v1/documents', multipart({ file: [name, content] }));
  const id = parseId<DocumentId>(z.object({ id: z.string() }).parse(answer.json()).id) ?? expect.unreachable();
  const isReady = async () => (await owner.asks(`/api/v1/documents/${id}`)).body.includes('"ready"');
  await vi.waitUntil(isReady, { timeout: 60_000 });
  return id;
}

function multipart(fields: { file: readonly [string, Uint8Array]; passphrase?: string }) {
  const [name, content] = fields.file;
  const upload = anUpload(name, '<content>', fields.passphrase === undefined ? {} : { passphrase: fields.passphrase });
  const [before = '', after = ''] = upload.payload.toString('latin1').split('<content>');
  return { ...upload, payload: Buffer.concat([Buffer.from(before, 'latin1'), content, Buffer.from(after, 'latin1')]) };
}

/** Two conversations that cite, one of them also a document that is gone. */
async function converses(documents: readonly DocumentId[]): Promise<void> {
  const store = home.app.get(ConversationStore, { strict: false });
  const vault = home.platform.keys.get(owner.sessionId);
  for (const [at, title] of ['Where is the deed?', ''].entries()) {
    const createdAt = new Date(Date.UTC(2026, 2, 1 + at, 10));
    const id = newId<ConversationId>();
    await store.create(vault, { id, title, createdAt, updatedAt: createdAt, heldAt: null });
    const cited = [...documents, newId<DocumentId>()];
    await store.append(vault, id, {
      id: newId<MessageId>(),
      role: 'user',
      text: 'Where?',
      createdAt,
      documentIds: cited,
    });
    const places = cited.map((documentId, i) => ({ n: i + 1, documentId, title: `T${i}`, page: i === 0 ? 2 : null }));
    await store.append(vault, id, {
      id: newId<MessageId>(),
      role: 'assistant',
      text: 'Here [1][2][3].',
      createdAt: new Date(createdAt.getTime() + 5000),
      details: {
        state: 'complete',
        model: 'a model',
        milliseconds: 12.5,
        retrieved: 8,
        notice: null,
        sources: places.map((place) => ({ ...place, lastPage: place.page })),
        citations: places.map((place) => ({
          ...place,
          passageId: passageId(place.documentId, 0),
          quote: 'q',
          score: 0.25,
        })),
        grounding: { supported: 1, unsupported: 0 },
      },
    });
  }
}

const jobSchema = z.object({
  id: z.string(),
  state: z.string(),
  error: z.string().nullable(),
  counts: z.record(z.string(), z.number()).nullable(),
});

async function ends(member: ApiMember, id: string): Promise<z.output<typeof jobSchema>> {
  return vi.waitUntil(
    async () => {
      const job = jobSchema.parse((await member.asks(`/api/v1/jobs/${id}`)).json());
      return ['active', 'awaiting-unlock'].includes(job.state) ? undefined : job;
    },
    { timeout: 60_000 },
  );
}

async function exports(payload: object): Promise<Uint8Array> {
  const { id, jobId } = z
    .object({ id: z.string(), jobId: z.string() })
    .parse((await owner.asks('/api/v1/exports', { method: 'POST', payload })).json());
  await ends(owner, jobId);
  return new Uint8Array((await owner.asks(`/api/v1/exports/${id}/content`)).rawPayload);
}

async function brings(member: ApiMember, file: Uint8Array, passphrase?: string) {
  const upload = multipart({ file: ['export.zip', file], ...(passphrase === undefined ? {} : { passphrase }) });
  const answer = await member.asks('/api/v1/imports', upload);
  expect({ status: answer.statusCode, body: answer.body }).toMatchObject({ status: 202 });
  const { id } = jobSchema.parse(answer.json());
  expect(answer.headers.location).toBe(`/api/v1/jobs/${id}`);
  return ends(member, id);
}

/** Everything that a member has, with documents by their file's name in the place of ids that differ. */
async function everythingOf(api: ApiUnderTest, member: ApiMember) {
  const vault = api.platform.keys.get(member.sessionId);
  const store = api.app.get(ConversationStore, { strict: false });
  const summaries = await api.platform.documents.list(vault);
  const names = new Map<string, string>(summaries.map(({ id, fileName }) => [id, fileName]));
  const nameOf = (id: string): string => names.get(id) ?? 'gone';
  const documents = await Promise.all(
    summaries.map(async ({ id, heldAt, ...summary }) => ({
      ...summary,
      isHeld: heldAt !== null,
      passages: await api.platform.documents.passages(vault, id),
    })),
  );
  const conversations = await Promise.all(
    (await store.list(vault, { limit: 100 })).map(async ({ id, ...conversation }: Conversation) => ({
      ...conversation,
      messages: (await store.messages(vault, id))?.map((message) => named(message, nameOf)),
    })),
  );
  return { documents: documents.toSorted((a, b) => a.fileName.localeCompare(b.fileName)), conversations };
}

function named(message: Message, nameOf: (id: string) => string): object {
  if (message.role === 'user') return { ...message, documentIds: message.documentIds.map(nameOf) };
  const placed = (place: { readonly documentId: string; readonly passageId?: string }) => {
    const { documentId, index } = parsePassageId(place.passageId ?? '') ?? {};
    const passage = documentId === undefined ? {} : { passageId: `${nameOf(documentId)}.${index}` };
    return { ...place, documentId: nameOf(place.documentId), ...passage };
  };
  const { sources, citations } = message.details;
  return {
    ...message,
    details: { ...message.details, sources: sources.map(placed), citations: citations.map(placed) },
  };
}

describe('an export that comes back to where it was made', () => {
  it('adds nothing to its member, and all of it to another one', async () => {
    expect(await brings(owner, exported)).toMatchObject({ counts: { documents: 0, conversations: 0, skipped: 5 } });
    const other = await (await owner.admits(cleo)).stepsUp();
    expect(await brings(other, exported)).toMatchObject({ counts: { documents: 3, conversations: 2, skipped: 0 } });
    expect(await everythingOf(home, other)).toEqual(await everythingOf(home, owner));
  });

  it('brings back what was deleted, and leads citations to it', async () => {
    const vault = home.platform.keys.get(owner.sessionId);
    const stairs = (await home.platform.documents.list(vault)).find(({ fileName }) => fileName === 'stairs.md');
    expect((await owner.asks(`/api/v1/documents/${stairs?.id}`, { method: 'DELETE' })).statusCode).toBe(204);
    expect(await brings(owner, exported)).toMatchObject({ counts: { documents: 1, conversations: 0, skipped: 4 } });
    expect((await everythingOf(home, owner)).documents).toEqual(before.documents);
  });
});

describe('a file that was tampered with', () => {
  const files = (): Record<string, Uint8Array> => unzipSync(exported);
  const repacked = (changed: Zippable): Uint8Array => zipSync(changed);
  const nothingCame = async (there: ApiMember): Promise<void> => {
    const has = await everythingOf(home, there);
    expect([has.documents, has.conversations]).toEqual([[], []]);
  };
  let there: ApiMember;
  beforeAll(async () => {
    there = await (await owner.admits({ ...ben, email: 'dan@family.example' })).stepsUp();
  });

  /** With a manifest that agrees, as somebody makes it who wants it to be taken. */
  function consistent(all: Record<string, Uint8Array>): Uint8Array {
    const entries = Object.entries(all)
      .filter(([path]) => path !== 'manifest.json')
      .map(([path, bytes]) => ({
        path,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }));
    const manifest = JSON.stringify({ format: 'hearthlore-export', version: 1, entries });
    return repacked({ ...all, 'manifest.json': strToU8(manifest) });
  }
  const aDocument = (all: Record<string, Uint8Array>): string =>
    Object.keys(all).find((name) => name.startsWith('documents/')) ?? expect.unreachable();
  const changed = (bytes: Uint8Array | undefined, change: (value: Record<string, unknown>) => object): Uint8Array =>
    strToU8(JSON.stringify(change(JSON.parse(strFromU8(bytes ?? new Uint8Array())))));

  it.each([
    ['no zip', () => strToU8('hello'), 'import.not-an-export'],
    ['another zip', () => repacked({ 'a.txt': strToU8('a') }), 'import.not-an-export'],
    ['cut short', () => exported.subarray(0, exported.length - 100), 'import.not-an-export'],
    [
      'a changed text',
      () => {
        const all = files();
        const name = aDocument(all);
        return repacked({ ...all, [name]: changed(all[name], (one) => ({ ...one, title: 'Mine' })) });
      },
      'import.damaged',
    ],
    [
      'a missing file',
      () => {
        const { [aDocument(files())]: _, ...rest } = files();
        return repacked(rest);
      },
      'import.damaged',
    ],
    ['one file more', () => repacked({ ...files(), 'x.txt': strToU8('x') }), 'import.damaged'],
    [
      'a newer version',
      () =>
        consistent({ ...files(), 'export.json': changed(files()['export.json'], (one) => ({ ...one, version: 2 })) }),
      'import.newer',
    ],
    [
      'a path that leads out',
      () => {
        const all = files();
        const index = changed(all['export.json'], (one) => ({
          ...one,
          documents: [{ id: newId(), title: 'x', file: '../../etc/passwd', text: 'x' }],
        }));
        return consistent({ ...all, 'export.json': index });
      },
      'import.damaged',
    ],
    [
      'a document that is no document',
      () => {
        const all = files();
        return consistent({ ...all, [aDocument(all)]: strToU8('{"__proto__":{"polluted":1},"passages":"many"}') });
      },
      'import.damaged',
    ],
    ['a bomb', () => consistent({ ...files(), 'README.txt': new Uint8Array(64 * 2 ** 20) }), 'import.unsafe'],
  ])('is refused: %s', async (_name, make, code) => {
    expect(await brings(there, make())).toMatchObject({ state: 'failed', error: code });
    if (code !== 'import.damaged') await nothingCame(there);
  });

  it('gives nothing of it to the member, where its hashes do not hold', async () => {
    await nothingCame(there);
    expect(Reflect.has({}, 'polluted')).toBe(false);
  });
});

describe('an import', () => {
  it('asks for a fresh proof, and is not for viewers', async () => {
    const viewer = await owner.admits({ ...ben, email: 'eve@family.example' }, 'viewer');
    const answer = await viewer.asks('/api/v1/imports', multipart({ file: ['x.zip', exported] }));
    expect(answer.statusCode).toBe(403);
    await viewer.stepsUp();
    expect((await viewer.asks('/api/v1/imports', multipart({ file: ['x.zip', exported] }))).statusCode).toBe(403);
  });

  it('stops at the quota, with whole documents alone', async () => {
    const guest = await (await owner.admits({ ...ben, email: 'gil@family.example' })).stepsUp();
    await owner.stepsUp();
    const limits = { documents: 1 };
    expect(
      (await owner.asks(`/api/v1/users/${guest.userId}/limits`, { method: 'PUT', payload: limits })).statusCode,
    ).toBe(200);
    expect(await brings(guest, exported)).toMatchObject({ state: 'failed', error: 'quota.exceeded' });
    const { documents } = await everythingOf(home, guest);
    expect(documents).toHaveLength(1);
    const [one] = documents;
    expect((await everythingOf(home, owner)).documents).toContainEqual(one);
  });
});

describe('an export that is brought to another installation', () => {
  // Two in one process share where passport keeps its strategies: the first one is asked nothing over HTTP from here on.
  beforeAll(async () => {
    away = await startApi();
  });
  afterAll(() => away.close());

  it('is all there: every text, passage, page, date, conversation and citation', async () => {
    const there = await new ApiMember(away, ben).setsUp();
    await there.stepsUp();
    expect(await brings(there, exported)).toMatchObject({
      state: 'completed',
      counts: { documents: 3, conversations: 2, skipped: 0 },
    });
    expect(await everythingOf(away, there)).toEqual(before);
    expect(before.documents[0]?.passages.some(({ page }) => page === 3)).toBe(true);
    const found = await there.asks('/api/v1/search', { method: 'POST', payload: { query: 'marzipanhelm' } });
    expect(found.body).toContain('under the stairs');
    expect(await new DrizzleRetentionRules(away.platform.transactions).listOwn(there.userId)).toMatchObject([
      { kind: 'answers', days: 365 },
    ]);
    // Again, and what differs in its container alone.
    const nothing = { documents: 0, conversations: 0, skipped: 5 };
    expect(await brings(there, exported)).toMatchObject({ counts: nothing });
    expect(await brings(there, sealed, PASSPHRASE)).toMatchObject({ counts: nothing });
    expect(await everythingOf(away, there)).toEqual(before);
  });

  it('opens with its passphrase alone', async () => {
    const there = await (await new ApiMember(away, ben).signsIn()).stepsUp();
    expect(await brings(there, sealed)).toMatchObject({ state: 'failed', error: 'import.passphrase-required' });
    expect(await brings(there, sealed, 'another')).toMatchObject({ state: 'failed', error: 'import.passphrase-wrong' });
  });
});
