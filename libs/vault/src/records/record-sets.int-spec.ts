import { RecordType } from '@hearthlore/crypto';
import { newId, type RecordSetId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { DrizzleRecordSetStore } from '../adapters/drizzle-record-set-store.js';
import { aVault } from '../testing/vaults.js';
import { RecordSets } from './record-sets.js';

const WRITES = 60;

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describe('a record set in PostgreSQL', () => {
  it.each(['one set', 'across sets', 'at places'] as const)('is never met half-written, read %s', async (way) => {
    const sets = new RecordSets(new DrizzleRecordSetStore(opened.transactions));
    const vault = aVault(await insertMember(opened.transactions));
    const id = newId<RecordSetId>();
    const put = (text: string) => [{ type: RecordType.meta, index: 0, plaintext: new Uint8Array(Buffer.from(text)) }];
    await sets.create(vault, id, 'document', put('0'));
    let isWriting = true;
    const writing = (async () => {
      for (let write = 1; write <= WRITES; write += 1) await sets.write(vault, id, { put: put(String(write)) });
      isWriting = false;
    })();
    const read = async (): Promise<ReadonlyMap<number, Uint8Array> | undefined> => {
      if (way === 'one set') return sets.read(vault, id, RecordType.meta, [0]);
      if (way === 'across sets') return (await sets.readAcross(vault, [id], RecordType.meta)).get(id);
      return (await sets.readAt(vault, new Map([[id, [0]]]), RecordType.meta)).get(id);
    };
    const seen: number[] = [];
    while (isWriting) seen.push(Number(Buffer.from((await read())?.get(0) ?? []).toString()));
    await writing;
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(Buffer.from((await read())?.get(0) ?? []).toString()).toBe(String(WRITES));
  });

  it('counts right when many rewrite one record at once', async () => {
    const sets = new RecordSets(new DrizzleRecordSetStore(opened.transactions));
    const vault = aVault(await insertMember(opened.transactions));
    const id = newId<RecordSetId>();
    await sets.create(vault, id, 'document', [{ type: RecordType.meta, index: 0, plaintext: Uint8Array.of(0) }]);
    const place = { type: RecordType.meta, index: 0 };
    const increment = () => sets.rewrite(vault, id, place, ([count = 0]) => Uint8Array.of(count + 1));
    await Promise.all(Array.from({ length: 20 }, increment));
    expect((await sets.read(vault, id, RecordType.meta, [0])).get(0)?.[0]).toBe(20);
  });

  it('takes changes by many at once, one after the other', async () => {
    const sets = new RecordSets(new DrizzleRecordSetStore(opened.transactions));
    const vault = aVault(await insertMember(opened.transactions));
    const id = newId<RecordSetId>();
    await sets.create(vault, id, 'conversation');
    const indexes = Array.from({ length: 30 }, (_, index) => index);
    await Promise.all(
      indexes.map((index) =>
        sets.write(vault, id, { put: [{ type: RecordType.conversation, index, plaintext: Uint8Array.of(index) }] }),
      ),
    );
    expect((await sets.readAll(vault, id, RecordType.conversation)).map(([byte]) => byte)).toEqual(indexes);
  });
});
