import { randomBytes } from 'node:crypto';
import { RecordType } from '@hearthlore/crypto';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { DrizzleRecordSetStore, type MemberVault, RecordSets, RecordsTamperedError } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../test/harness/superuser.js';
import { type BootId, DrizzleDocumentStore } from './adapters/drizzle-document-store.js';
import type { DocumentMeta, Passage } from './document.js';
import { type DocumentEvent, DocumentEvents } from './document-events.js';
import { DocumentDuplicateError, DocumentNotFoundError } from './documents.errors.js';
import { DocumentsService } from './documents.service.js';

let opened: OwnedDatabase;
let events: DocumentEvents;
let recordSets: RecordSets;
let documents: DocumentsService;
let vault: MemberVault;

beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

beforeEach(async () => {
  events = new DocumentEvents();
  recordSets = new RecordSets(new DrizzleRecordSetStore(opened.transactions));
  documents = aRun();
  vault = aVault(await insertMember(opened.transactions));
});

/** The service as another run of the process has it: over the same rows, with a boot id of its own. */
function aRun(): DocumentsService {
  const store = new DrizzleDocumentStore(opened.transactions, newId<BootId>());
  return new DocumentsService(opened.transactions, store, recordSets, events);
}

const aMeta = (change: Partial<DocumentMeta> = {}): DocumentMeta => ({
  title: 'Deed of the house',
  fileName: 'deed.pdf',
  mediaType: 'application/pdf',
  bytes: 1234,
  pages: null,
  passages: 0,
  language: null,
  ...change,
});
const aPassage = (index: number, text = `passage ${index}`): Passage => ({
  index,
  text,
  heading: 'Chapter › Section',
  page: index + 1,
  lastPage: index + 1,
});
const aHash = (): Uint8Array => new Uint8Array(randomBytes(32));
const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
const past = (): Date => new Date(Date.now() - 1000);

interface Wanted {
  readonly run?: DocumentsService;
  readonly hash?: Uint8Array;
  readonly expiresAt?: Date | null;
  readonly passages?: number;
}

/** A document that is ready. */
async function aDocument({ run = documents, hash = aHash(), expiresAt = null, passages = 3 }: Wanted = {}) {
  const id = await run.create(vault, { meta: aMeta(), dedupeHash: hash, expiresAt });
  await run.addPassages(
    vault,
    id,
    Array.from({ length: passages }, (_, index) => aPassage(index)),
  );
  await run.setProgress(vault.ownerId, id, 'ready', 100);
  return id;
}

const recordTypes = async (ownerId: UserId, id: DocumentId): Promise<number[]> => {
  const text = 'select type from records where owner_id = $1 and set_id = $2 order by type';
  return (await queryAsSuperuser<{ type: number }>(opened.database, text, [ownerId, id])).map(({ type }) => type);
};

async function allAreNotFound(attempts: readonly Promise<unknown>[]): Promise<void> {
  const reasons = (await Promise.allSettled(attempts)).map((result) => result.status === 'rejected' && result.reason);
  for (const reason of reasons) expect(reason).toBeInstanceOf(DocumentNotFoundError);
}

describe('a document', () => {
  it('is created empty, and comes back as it was described', async () => {
    const expiresAt = inAnHour();
    const id = await documents.create(vault, { meta: aMeta({ language: 'de' }), dedupeHash: aHash(), expiresAt });
    const found = await documents.get(vault, id);
    expect(found).toMatchObject({ id, ...aMeta({ language: 'de' }), state: 'queued', progress: 0, error: null });
    expect(found.expiresAt?.getTime()).toBe(expiresAt.getTime());
    expect(await documents.passages(vault, id)).toEqual([]);
  });

  it('gives its passages in reading order, all or those asked for', async () => {
    const id = await aDocument({ passages: 12 });
    expect((await documents.passages(vault, id)).map(({ index }) => index)).toEqual([...Array(12).keys()]);
    const some = await documents.passages(vault, id, [7, 2, 99]);
    expect(some.toSorted((a, b) => a.index - b.index)).toEqual([aPassage(2), aPassage(7)]);
  });

  it('is listed with the newest first', async () => {
    const first = await aDocument();
    const second = await aDocument();
    expect((await documents.list(vault)).map(({ id }) => id)).toEqual([second, first]);
  });

  it('lies in the database sealed: no title, no name, no text', async () => {
    const id = await documents.create(vault, {
      meta: aMeta({ title: 'Zebraholz', fileName: 'zebraholz.pdf' }),
      dedupeHash: aHash(),
      expiresAt: null,
    });
    await documents.addPassages(vault, id, [aPassage(0, 'Zebraholz im Keller')]);
    const rows = await queryAsSuperuser<{ row: string }>(
      opened.database,
      `select to_jsonb(r)::text as row from records r union all select to_jsonb(d)::text from documents d
       union all select to_jsonb(s)::text from record_sets s`,
    );
    expect(rows.length).toBeGreaterThan(3);
    const text = JSON.stringify(rows).toLowerCase();
    expect(text).not.toContain('ebraholz');
    expect(text).not.toContain(Buffer.from('ebraholz').toString('hex'));
  });

  it('changes what its owner changes and nothing else', async () => {
    const id = await aDocument();
    const expiresAt = inAnHour();
    await documents.update(vault, id, { title: 'Deed' });
    expect(await documents.get(vault, id)).toMatchObject({ title: 'Deed', fileName: 'deed.pdf', expiresAt: null });
    await documents.update(vault, id, { expiresAt });
    expect(await documents.get(vault, id)).toMatchObject({ title: 'Deed', expiresAt });
    await documents.update(vault, id, {});
    await documents.update(vault, id, { expiresAt: null });
    expect(await documents.get(vault, id)).toMatchObject({ title: 'Deed', expiresAt: null, state: 'ready' });
  });

  it('is gone when it is deleted, with everything that was stored of it', async () => {
    const id = await aDocument();
    const kept = await aDocument();
    expect(await documents.delete(vault.ownerId, id)).toBe(true);
    expect(await documents.delete(vault.ownerId, id)).toBe(false);
    expect(await recordTypes(vault.ownerId, id)).toEqual([]);
    await allAreNotFound([
      documents.get(vault, id),
      documents.passages(vault, id),
      documents.addPassages(vault, id, [aPassage(9)]),
      documents.update(vault, id, { title: 'x' }),
      documents.updateMeta(vault, id, { pages: 3 }),
      documents.setProgress(vault.ownerId, id, 'ready', 100),
    ]);
    expect((await documents.list(vault)).map((document) => document.id)).toEqual([kept]);
  });
});

describe('the same file', () => {
  it('is refused with the id of the first', async () => {
    const hash = aHash();
    const first = await aDocument({ hash });
    const again = documents.create(vault, { meta: aMeta(), dedupeHash: hash, expiresAt: null });
    await expect(again).rejects.toThrow(DocumentDuplicateError);
    await expect(again).rejects.toMatchObject({ details: { documentId: first } });
    expect(await documents.list(vault)).toHaveLength(1);
  });

  it('sent several times at once becomes one document', async () => {
    const hash = aHash();
    const all = await Promise.allSettled(
      Array.from({ length: 4 }, () => documents.create(vault, { meta: aMeta(), dedupeHash: hash, expiresAt: null })),
    );
    const [made, ...more] = all.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(more).toEqual([]);
    for (const result of all)
      if (result.status === 'rejected') {
        expect(result.reason).toBeInstanceOf(DocumentDuplicateError);
        expect(result.reason).toMatchObject({ details: { documentId: made } });
      }
    expect((await documents.list(vault)).map(({ id }) => id)).toEqual([made]);
  });

  it('is another member’s own: nobody learns that it is here', async () => {
    const hash = aHash();
    await aDocument({ hash });
    const other = aVault(await insertMember(opened.transactions));
    await expect(documents.create(other, { meta: aMeta(), dedupeHash: hash, expiresAt: null })).resolves.toBeDefined();
  });

  it('is taken again after the first failed, was deleted, or has expired', async () => {
    const hash = aHash();
    const failed = await aDocument({ hash });
    await documents.fail(vault, failed, 'failed', 'document.damaged');
    const deleted = await aDocument({ hash });
    await documents.delete(vault.ownerId, deleted);
    const expired = await aDocument({ hash, expiresAt: past() });
    const last = await aDocument({ hash });
    expect((await documents.list(vault)).map(({ id }) => id)).toEqual([last, failed]);
    expect(await recordTypes(vault.ownerId, expired)).toEqual([]);
  });
});

describe('a reading that the process did not survive', () => {
  const interrupted = async (hash = aHash()): Promise<DocumentId> => {
    const before = aRun();
    const id = await before.create(vault, { meta: aMeta(), dedupeHash: hash, expiresAt: null });
    await before.addPassages(vault, id, [aPassage(0)]);
    await before.setProgress(vault.ownerId, id, 'reading', 20);
    expect(await before.passages(vault, id)).toHaveLength(1);
    return id;
  };

  it('is shown as interrupted by the next run, with its name and no passages', async () => {
    const id = await interrupted();
    expect(await documents.get(vault, id)).toMatchObject({ state: 'interrupted', title: 'Deed of the house' });
    expect(await documents.passages(vault, id)).toEqual([]);
    expect(await documents.passages(vault, id, [0])).toEqual([]);
    expect(await documents.listReadable(vault.ownerId)).toEqual([]);
    expect((await documents.readMany(vault, new Map([[id, 'all']]))).size).toBe(0);
  });

  it('makes room for the same file', async () => {
    const hash = aHash();
    const id = await interrupted(hash);
    const again = await aDocument({ hash });
    expect((await documents.list(vault)).map((document) => document.id)).toEqual([again]);
    expect(await recordTypes(vault.ownerId, id)).toEqual([]);
  });

  it('leaves whole documents of the run before as they are', async () => {
    const id = await aDocument({ run: aRun() });
    expect(await documents.get(vault, id)).toMatchObject({ state: 'ready' });
    expect(await documents.passages(vault, id)).toHaveLength(3);
  });
});

describe('a reading that ended early', () => {
  it('keeps name and reason, and nothing of the content, when the file is at fault', async () => {
    const id = await aDocument();
    await recordSets.write(vault, id, {
      put: [
        { type: RecordType.vectorPack, index: 0, plaintext: new Uint8Array(8) },
        { type: RecordType.lexicalPack, index: 0, plaintext: new Uint8Array(8) },
      ],
    });
    await documents.fail(vault, id, 'failed', 'document.damaged');
    expect(await documents.get(vault, id)).toMatchObject({
      state: 'failed',
      error: 'document.damaged',
      title: 'Deed of the house',
    });
    expect(await documents.passages(vault, id)).toEqual([]);
    expect(await recordTypes(vault.ownerId, id)).toEqual([RecordType.meta]);
  });

  it('is shown to nobody when its keys went', async () => {
    const id = await aDocument();
    await documents.interrupt(vault.ownerId, id);
    expect(await documents.get(vault, id)).toMatchObject({ state: 'interrupted', progress: 0 });
    expect(await documents.passages(vault, id)).toEqual([]);
  });
});

describe('a date of expiry', () => {
  it('hides the document as soon as it has come, before anything was purged', async () => {
    const id = await aDocument({ expiresAt: inAnHour() });
    await documents.update(vault, id, { expiresAt: past() });
    expect(await documents.list(vault)).toEqual([]);
    expect(await documents.listReadable(vault.ownerId)).toEqual([]);
    expect((await documents.readMany(vault, new Map([[id, 'all']]))).size).toBe(0);
    await expect(documents.get(vault, id)).rejects.toThrow(DocumentNotFoundError);
    await expect(documents.passages(vault, id)).rejects.toThrow(DocumentNotFoundError);
    await expect(documents.update(vault, id, { expiresAt: null })).rejects.toThrow(DocumentNotFoundError);
  });
});

describe('several documents', () => {
  it('are read at once: whole ones, parts, and nothing of those that are gone', async () => {
    const [whole, part, gone, failed] = [await aDocument(), await aDocument(), await aDocument(), await aDocument()];
    await documents.delete(vault.ownerId, gone);
    await documents.fail(vault, failed, 'failed', null);
    const found = await documents.readMany(
      vault,
      new Map<DocumentId, readonly number[] | 'all'>([
        [whole, 'all'],
        [part, [2, 50]],
        [gone, 'all'],
        [failed, [0]],
        [newId<DocumentId>(), 'all'],
      ]),
    );
    expect([...found.keys()].sort()).toEqual([whole, part].sort());
    expect(found.get(whole)).toEqual({ title: 'Deed of the house', passages: [0, 1, 2].map((i) => aPassage(i)) });
    expect(found.get(part)?.passages).toEqual([aPassage(2)]);
  });

  it('are none where none is asked for', async () => {
    expect((await documents.readMany(vault, new Map())).size).toBe(0);
  });
});

describe('another member', () => {
  it('meets nothing of it, under any name', async () => {
    const id = await aDocument();
    const other = aVault(await insertMember(opened.transactions));
    expect(await documents.list(other)).toEqual([]);
    expect((await documents.readMany(other, new Map([[id, 'all']]))).size).toBe(0);
    await allAreNotFound([
      documents.get(other, id),
      documents.status(other.ownerId, id),
      documents.passages(other, id),
      documents.update(other, id, { title: 'Mine' }),
      documents.addPassages(other, id, [aPassage(9)]),
      documents.setProgress(other.ownerId, id, 'failed', 0),
    ]);
    expect(await documents.delete(other.ownerId, id)).toBe(false);
    expect(await documents.get(vault, id)).toMatchObject({ title: 'Deed of the house', state: 'ready' });
  });

  it('opens nothing with keys of its own even where the rows can be read', async () => {
    const id = await aDocument();
    const thief = aVault(vault.ownerId);
    await expect(documents.get(thief, id)).rejects.toThrow(RecordsTamperedError);
    await expect(documents.passages(thief, id)).rejects.toThrow(RecordsTamperedError);
  });

  it('hears nothing of it', async () => {
    const heard: DocumentEvent[] = [];
    const theirs: DocumentEvent[] = [];
    const end = events.subscribe(vault.ownerId, (event) => heard.push(event));
    events.subscribe(newId<UserId>(), (event) => theirs.push(event));
    const id = await aDocument();
    await documents.delete(vault.ownerId, id);
    end();
    await aDocument();
    expect(heard.map(({ type }) => type)).toEqual(['document.ready', 'document.deleted']);
    expect(theirs).toEqual([]);
    expect(JSON.stringify(heard)).not.toContain('Deed');
  });
});
