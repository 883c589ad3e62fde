import { aPdf } from '@hearthlore/ingestion/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDataDir, removeDataDir, startProduct } from '../harness/product.js';
import type { Credentials } from '../harness/product-client.js';
import { attack, countRecords, type Loot } from './attacker/attack.js';
import { steal, type StolenInstallation } from './attacker/stolen-installation.js';

const ada = {
  name: 'Ada Hearth',
  email: 'ada@hearth.example',
  passphrase: 'violet kettle marble orchard dune',
};
const ben = { name: 'Ben Hearth', email: 'ben@hearth.example', passphrase: 'cobalt thimble walnut harbour fog' };
const WORD = 'quixotrellis';

const dataDir = newDataDir();
let stolen: StolenInstallation;

beforeAll(async () => {
  const product = await startProduct({ dataDir });
  try {
    const owner = await product.client().setsUp(product.setupCode, ada);
    const member = await owner.admits(product.client(), ben);
    await owner.uploads(`${WORD}.pdf`, await aPdf({ pages: [[`# ${WORD}`, `The ${WORD} blooms in June.`]] }));
    await owner.uploads('notes.md', `# Garden\n\nWater the ${WORD} twice a week.\n`);
    await member.uploads('ben.txt', `Ben keeps his ${WORD} in the shed.\n`);
    await owner.asks(`When does the ${WORD} bloom?`);
    await member.asks(`Where is the ${WORD}?`);
    // Signed in, so that there is a session's wrap to steal, and signed in again after a refresh.
    await owner.refreshes();
  } finally {
    await product.stop();
  }
  stolen = await steal(dataDir);
});

afterAll(() => removeDataDir(dataDir));

const counts = ({ records }: Loot): Map<string, number> =>
  new Map([...records].map(([name, plaintexts]) => [name, plaintexts.length]));

const textOf = ({ records }: Loot): string => Buffer.concat([...records.values()].flat()).toString('utf8');

/** What these members have, and everybody's profile. */
function countRecordsOf(owners: ReadonlySet<string>): Map<string, number> {
  const sets = stolen.sets.filter((set) => owners.has(set.owner_id) || set.kind === 'profile');
  return countRecords({ ...stolen, sets });
}

describe('a thief with the whole data folder and the master key', () => {
  it('finds something of every kind to open', () => {
    expect([...countRecords(stolen).keys()].sort()).toEqual([
      'conversation.conversation',
      'conversation.manifest',
      'conversation.meta',
      'document.lexicalPack',
      'document.manifest',
      'document.meta',
      'document.text',
      'document.vectorPack',
      'profile.manifest',
      'profile.profile',
      'ring.keyRing',
      'ring.manifest',
    ]);
    expect(stolen.slots).toHaveLength(4);
    expect(stolen.sessions).toHaveLength(2);
  });

  it('reads names and addresses of members, as the README says, and no record of theirs', async () => {
    const loot = await attack(stolen);
    expect(counts(loot)).toEqual(
      new Map([
        ['profile.manifest', 2],
        ['profile.profile', 2],
      ]),
    );
    for (const { name, email } of [ada, ben]) {
      expect(textOf(loot)).toContain(name);
      expect(textOf(loot)).toContain(email);
    }
    expect(loot.rootKeys).toEqual([]);
    expect(loot.keysTried).toBeGreaterThan(100);
  });

  it('gets no further with passphrases that are wrong', async () => {
    const loot = await attack(stolen, ['violet kettle marble orchard dunes', '', ada.email]);
    expect(loot.rootKeys).toEqual([]);
    expect(loot.records.size).toBe(2);
  });

  it('opens all of a member, and nobody else, with that passphrase as well', async () => {
    for (const member of [ada, ben]) {
      const loot = await attack(stolen, [member.passphrase]);
      expect(loot.rootKeys).toHaveLength(1);
      const owner = ownerOf(loot, member);
      expect(counts(loot)).toEqual(countRecordsOf(new Set([owner])));
    }
  });

  it('opens every record of all with all passphrases: the attack is able to', async () => {
    const loot = await attack(stolen, [ada.passphrase, ben.passphrase]);
    expect(counts(loot)).toEqual(countRecords(stolen));
    expect(textOf(loot)).toContain(`Water the ${WORD} twice a week`);
    expect(textOf(loot)).toContain('notes.md');
  });
});

/** @returns Whose profile holds this member's address. */
function ownerOf(loot: Loot, { email }: Credentials): string {
  const profiles = stolen.sets.filter(({ kind }) => kind === 'profile');
  const plaintexts = loot.records.get('profile.profile') ?? [];
  const at = plaintexts.findIndex((one) => Buffer.from(one).toString('utf8').includes(email));
  return profiles[at]?.owner_id ?? '';
}
