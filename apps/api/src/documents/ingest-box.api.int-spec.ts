import { sealBox } from '@hearthlore/crypto';
import type { DocumentEvent } from '@hearthlore/documents';
import { BoxOpening } from '@hearthlore/ingestion';
import { type DocumentId, newId } from '@hearthlore/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember, anUpload, asksWithKey } from '../../../../test/harness/api-member.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const DOCUMENTS = '/api/v1/documents';
const TEXT = '# Under the stairs\n\nThe marzipanhelm is kept under the stairs.\n';
const documentSchema = z.looseObject({ id: z.string(), state: z.string() });

let api: ApiUnderTest;
let owner: ApiMember;
let key: string;
beforeEach(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
  key = (await (await owner.stepsUp()).makesKey(['ingest'])).key;
});
afterEach(() => api.close());

async function brings(name = 'note.md', text = TEXT, query = ''): Promise<string> {
  const answer = await asksWithKey(api, key, `${DOCUMENTS}${query}`, anUpload(name, text));
  expect(answer.json()).toMatchObject({ state: 'queued' });
  expect(answer.statusCode).toBe(202);
  return documentSchema.parse(answer.json()).id;
}

/** Resolves with the first event of this kind from now on. */
const hears = (type: DocumentEvent['type']): Promise<DocumentEvent> =>
  new Promise((resolve) => {
    const end = api.platform.memberWork.events.subscribe(owner.userId, (event) => {
      if (event.type !== type) return;
      end();
      resolve(event);
    });
  });

const rows = () =>
  queryAsSuperuser<{ id: DocumentId; sealed: Buffer; set_aside_at: Date | null }>(
    api.database,
    'SELECT id, sealed, set_aside_at FROM ingest_box',
  );

/** Signs in and waits until what waited has been looked at. */
async function comesBack(): Promise<void> {
  const nothingLeft = async (): Promise<boolean> => (await rows()).every((row) => row.set_aside_at !== null);
  await owner.signsIn();
  while (!(await nothingLeft())) await new Promise((resolve) => setImmediate(resolve));
}

async function documents(): Promise<{ id: string; state: string }[]> {
  return z.object({ data: z.array(documentSchema) }).parse((await owner.asks(DOCUMENTS)).json()).data;
}

describe('a document that comes with a key which opens nothing', () => {
  it('waits sealed, and is there and found when its member signs in', async () => {
    await owner.signsOut();
    const id = await brings();
    const [row] = await rows();
    expect(row?.id).toBe(id);
    for (const form of ['latin1', 'utf16le', 'base64'] as const)
      expect(row?.sealed.toString(form)).not.toContain('marzipanhelm');

    const ready = hears('document.ready');
    await owner.signsIn();
    expect((await ready).documentId).toBe(id);
    expect((await owner.asks(`${DOCUMENTS}/${id}`)).json()).toMatchObject({
      id,
      title: 'note',
      fileName: 'note.md',
      state: 'ready',
      passages: 1,
      bytes: TEXT.length,
    });
    const found = await owner.asks('/api/v1/search', { method: 'POST', payload: { query: 'marzipanhelm' } });
    expect(found.body).toContain('under the stairs');
    expect(await rows()).toEqual([]);
  });

  it('waits on in a lockdown, though its member is let in', async () => {
    await owner.signsOut();
    await brings();
    const lockDown = async (since: string): Promise<void> => {
      await queryAsSuperuser(api.database, `UPDATE installation SET locked_down_at = ${since}`);
      await api.platform.operations.lockdown.look();
    };
    await lockDown('now()');
    await owner.signsIn();
    // Behind whatever the sign-in has begun.
    await api.app.get(BoxOpening, { strict: false }).openWaiting(api.platform.keys.get(owner.sessionId));
    expect(await rows()).toHaveLength(1);
    await lockDown('NULL');
    const ready = hears('document.ready');
    await owner.signsIn();
    await ready;
    expect(await rows()).toEqual([]);
  });

  it('is opened at once for a member who is signed in', async () => {
    const ready = hears('document.ready');
    const id = await brings();
    expect((await ready).documentId).toBe(id);
  });

  it('is refused like any other when it cannot be read, and leaves nothing', async () => {
    await owner.signsOut();
    for (const [name, text, code] of [
      ['a.exe', '\u007fELF\u0001\u0001', 'document.unsupported'],
      ['a.txt', '', 'document.empty'],
      ['a.pdf', '%PDF-1.7 broken', 'document.damaged'],
    ] as const) {
      const answer = await asksWithKey(api, key, DOCUMENTS, anUpload(name, text));
      expect(answer.json()).toMatchObject({ code });
    }
    expect(await rows()).toEqual([]);
  });

  it('counts once, however often and whichever way it came', async () => {
    const upload = await owner.asks(DOCUMENTS, anUpload('direct.md', TEXT));
    expect(upload.statusCode).toBe(202);
    await owner.signsOut();
    await brings();
    await brings('again.md', '# Another\n\nText.\n');
    await brings('again.md', '# Another\n\nText.\n');
    await comesBack();
    expect(await documents()).toHaveLength(2);
  });

  it('is added again where that was asked for', async () => {
    await owner.signsOut();
    await brings();
    await brings('note.md', TEXT, '?allowDuplicate=true');
    await comesBack();
    expect(await documents()).toHaveLength(2);
  });

  it('is not taken twice when the first time was cut short', async () => {
    await owner.signsOut();
    const id = await brings();
    const [row] = await rows();
    await comesBack();
    await owner.signsOut();
    // As after a crash between the last passage and the end: the box is as it was, the document unfinished.
    await queryAsSuperuser(api.database, 'INSERT INTO ingest_box (id, owner_id, sealed) VALUES ($1, $2, $3)', [
      id,
      owner.userId,
      row?.sealed,
    ]);
    await queryAsSuperuser(api.database, `UPDATE documents SET state = 'indexing', boot_id = gen_random_uuid()`);
    await comesBack();
    expect(await documents()).toEqual([expect.objectContaining({ id, state: 'ready', passages: 1 })]);
  });

  it('does not come back once its member has deleted it, also where the first time was cut short', async () => {
    await owner.signsOut();
    const id = await brings();
    const [row] = await rows();
    await comesBack();
    await queryAsSuperuser(api.database, 'INSERT INTO ingest_box (id, owner_id, sealed) VALUES ($1, $2, $3)', [
      id,
      owner.userId,
      row?.sealed,
    ]);
    await queryAsSuperuser(api.database, `UPDATE documents SET state = 'interrupted'`);
    expect((await owner.asks(`${DOCUMENTS}/${id}`, { method: 'DELETE' })).statusCode).toBe(204);
    expect(await rows()).toEqual([]);
  });

  it('is set aside where it was altered, moved or made by somebody else, and signing in goes on', async () => {
    await owner.signsOut();
    const [altered, moved] = [await brings(), await brings('b.md', '# B\n\nText.\n')];
    await queryAsSuperuser(
      api.database,
      'UPDATE ingest_box SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1) WHERE id = $1',
      [altered],
    );
    await queryAsSuperuser(api.database, 'UPDATE ingest_box SET id = gen_random_uuid() WHERE id = $1', [moved]);
    const [{ public_key: publicKey } = { public_key: Buffer.alloc(32) }] = await queryAsSuperuser<{
      public_key: Buffer;
    }>(api.database, 'SELECT public_key FROM members');
    const forged = newId<DocumentId>();
    const address = { purpose: 'ingest', owner: owner.userId, item: forged } as const;
    const sealed = await sealBox(new Uint8Array(publicKey), address, new Uint8Array(Buffer.from('{"v":1}')));
    await queryAsSuperuser(api.database, 'INSERT INTO ingest_box (id, owner_id, sealed) VALUES ($1, $2, $3)', [
      forged,
      owner.userId,
      Buffer.from(sealed),
    ]);
    const good = await brings('good.md', '# Good\n\nText.\n');
    await comesBack();
    expect(await documents()).toEqual([expect.objectContaining({ id: good, state: 'ready' })]);
    expect(await rows()).toHaveLength(3);
    expect((await owner.asks('/api/v1/me/activity')).body).toContain('ingest.set-aside');
  });

  it('is sealed to no public key but the one that its key was made for', async () => {
    const other = await owner.admits(ben);
    await queryAsSuperuser(
      api.database,
      'UPDATE members SET public_key = (SELECT public_key FROM members WHERE id = $2) WHERE id = $1',
      [owner.userId, other.userId],
    );
    const answer = await asksWithKey(api, key, DOCUMENTS, anUpload('note.md', TEXT));
    expect(answer.json()).toMatchObject({ status: 422, code: 'vault.tampered' });
    expect(await rows()).toEqual([]);
  });
});
