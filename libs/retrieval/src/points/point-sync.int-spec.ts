import { type DocumentId, parsePassageId } from '@hearthlore/kernel';
import type { QdrantServer } from '@hearthlore/qdrant';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandInQdrant } from '../../../../test/harness/qdrant/stand-in-qdrant.js';
import { aBatch, arrangeQdrant, MODEL, passages, vectorOf } from '../testing/arrange-qdrant.js';
import { InMemoryPackStore } from '../testing/in-memory-pack-store.js';

beforeAll(() => Logger.overrideLogger(false));

let qdrant: StandInQdrant;
beforeAll(async () => {
  qdrant = await StandInQdrant.start();
});
afterAll(() => qdrant.stop());

/** A process that is killed after so many steps: before one of them begins, or after it is done and before anybody knows. */
class Life {
  steps = 0;

  constructor(private readonly most: number) {}

  step(): void {
    if (this.steps >= this.most) throw new Error('killed');
    this.steps += 1;
  }

  /** @returns The same, each call being two steps. */
  of<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return async (...args: readonly unknown[]): Promise<unknown> => {
          this.step();
          const result: unknown = await Reflect.apply(member, target, args);
          this.step();
          return result;
        };
      },
    });
  }

  /** The same for a server, whose collections are what the steps are taken in. */
  ofServer(server: QdrantServer): QdrantServer {
    const mortal = this.of(server);
    return new Proxy(server, {
      get: (_, name) => {
        if (name === 'collection') return (collection: string) => this.ofCollection(server.collection(collection));
        return Reflect.get(mortal, name, mortal);
      },
    });
  }

  ofCollection<T extends { readonly ids: unknown }>(collection: T): T {
    const mortal = this.of(collection);
    return new Proxy(collection, {
      get: (_, name) =>
        name === 'ids' ? Reflect.get(collection, name, collection) : Reflect.get(mortal, name, mortal),
    });
  }
}

/** Packs in clear: a member's keys may change without their being sealed anew. */
function arrange() {
  const packs = new InMemoryPackStore();
  const arranged = arrangeQdrant(qdrant.url, { packs });
  return { ...arranged, packs };
}

type Arranged = ReturnType<typeof arrange>;

async function aStored(arranged: Arranged, vault: MemberVault, from: number): Promise<DocumentId> {
  const id = await arranged.addDocument(vault);
  await arranged.store.add(vault, id, aBatch(passages(from, 6)));
  return id;
}

const QUERY = { modelId: MODEL, vector: vectorOf(555), limit: 100 };

/** Everything waits for nothing, what is found is what the packs have, and nothing else lies in the store. */
async function expectSettled(arranged: Arranged, vault: MemberVault): Promise<void> {
  const { ledger, names, server } = arranged;
  const { store, sync } = arranged.restart();
  expect(await sync.run(vault, vault.signal)).toMatchObject({ waiting: 0 });
  const rows = await ledger.list(vault.ownerId);
  const [row] = rows;
  const collections = await server.list(names.memberPrefix(vault.ownerId));
  expect(collections).toEqual([names.collection(vault.ownerId, row?.generation ?? '')]);
  const there: string[] = [];
  for await (const ids of server.collection(collections[0] ?? '').ids()) there.push(...ids);
  const expected = rows.flatMap(({ documentId, points }) =>
    Array.from({ length: points }, (_, ordinal) => names.pointId(documentId, ordinal)),
  );
  expect(there.toSorted()).toEqual(expected.toSorted());
  const answer = await store.search(vault, QUERY);
  expect(answer.isFallback).toBe(false);
  expect(answer.found).toEqual(await exactly(arranged, vault));
}

async function exactly(arranged: Arranged, vault: MemberVault) {
  const sealed = arranged.sealed(arranged.packs);
  await sealed.incomplete(vault, [], MODEL);
  return (await sealed.search(vault, QUERY)).found;
}

describe('killed between any two steps', () => {
  let arranged: Arranged;
  let vault: MemberVault;
  let kept: DocumentId;

  /** What is being done when the process dies. @returns The vault that the member has from then on. */
  type Scenario = (run: ReturnType<Arranged['restart']>) => Promise<void>;

  const scenarios: readonly (readonly [string, () => Promise<Scenario>])[] = [
    [
      'adding a document in two batches',
      async () => {
        const id = await arranged.addDocument(vault);
        return async ({ store }) => {
          await store.add(vault, id, aBatch(passages(10, 3), false));
          await store.add(vault, id, aBatch(passages(13, 3)));
        };
      },
    ],
    [
      'adding to a document that is stored',
      async () =>
        async ({ store }) =>
          store.add(vault, kept, aBatch(passages(20, 3))),
    ],
    [
      'deleting a document',
      async () => {
        const id = await aStored(arranged, vault, 30);
        return async ({ store }) => {
          arranged.documents.delete(id);
          await store.forget(vault.ownerId, id);
        };
      },
    ],
    [
      'reading a document anew that has become shorter',
      async () =>
        async ({ store }) => {
          await store.forget(vault.ownerId, kept);
          await arranged.packs.write(vault, kept, { remove: [{ kind: 'vector', index: 0 }] });
          await store.add(vault, kept, aBatch(passages(40, 2)));
        },
    ],
    [
      'changing the keys',
      async () => {
        vault = aVault(vault.ownerId);
        return async ({ sync }) => void (await sync.run(vault, vault.signal));
      },
    ],
    [
      'making points anew that another machine rotated otherwise',
      async () => {
        const { generation } = (await arranged.ledger.findCollection(vault.ownerId)) ?? { generation: '' };
        await arranged.ledger.saveCollection(vault.ownerId, { generation, probe: new Uint8Array(400) });
        return async ({ sync }) => void (await sync.run(vault, vault.signal));
      },
    ],
    [
      'making a collection anew that somebody dropped',
      async () => {
        for (const name of qdrant.collectionNames) qdrant.dropBehind(name);
        return async ({ sync }) => void (await sync.run(vault, vault.signal));
      },
    ],
    [
      'sending everything after a backup was played back',
      async () => {
        arranged.ledger.clear();
        return async ({ sync }) => void (await sync.run(vault, vault.signal));
      },
    ],
  ];

  it.each(scenarios)('while %s, the next run ends right', async (_, prepare) => {
    for (let most = 0, isKilled = true; isKilled; most += 1) {
      arranged = arrange();
      vault = aVault();
      kept = await aStored(arranged, vault, 0);
      const scenario = await prepare();
      const life = new Life(most);
      const mortal = arranged.restart({
        ledger: life.of(arranged.binding.ledger),
        server: life.ofServer(arranged.server),
        packs: life.of(arranged.packs),
      });
      isKilled = await scenario(mortal).then(
        () => false,
        (error: unknown) => {
          expect(error).toEqual(new Error('killed'));
          return true;
        },
      );
      // Found already before anything is mended.
      const { store } = arranged.restart();
      const { found } = await store.search(vault, QUERY);
      const isThere = ({ key }: (typeof found)[number]): boolean =>
        arranged.documents.has(parsePassageId(key)?.documentId ?? kept);
      expect(found.filter(isThere)).toEqual(await exactly(arranged, vault));
      await expectSettled(arranged, vault);
      if (!isKilled) expect(life.steps).toBeGreaterThan(4);
      await arranged.server.close();
    }
  });
});
