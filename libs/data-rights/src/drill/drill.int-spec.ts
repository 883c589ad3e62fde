import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArchiveTaker, type DrillAccount, type DrillProbe, DrillRun, type RowSum } from '@hearthlore/backup';
import type { DatabaseUrls } from '@hearthlore/machine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS, plainArchiveOf } from '../../../../test/harness/backup-archive.js';
import { ada, ben, type IdentityUnderTest, openIdentity } from '../../../../test/harness/identity.js';
import { ProductProbe } from './product-probe.js';

let identity: IdentityUnderTest;
let dataDir: string;
const steps: string[] = [];

beforeAll(async () => {
  identity = await openIdentity();
  const owner = await identity.setsUp(ada);
  await identity.admits(owner.account.id, ben);
});

afterAll(() => identity.close());

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-drill-'));
  steps.length = 0;
});

afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

const report = (step: string): Promise<void> => {
  steps.push(step);
  return Promise.resolve();
};

interface Change {
  /** What the live database has besides, or the archive lost. */
  readonly live?: (rows: Map<string, RowSum>) => void;
  readonly probe?: DrillProbe;
  /** At the target. */
  readonly ledger?: () => string | undefined;
}

const wholeLedger = (): string => '';

async function drill({ live: change, probe = new ProductProbe(), ledger = wholeLedger }: Change = {}) {
  const [row] = await identity.asSuperuser<{ id: string }>('SELECT id FROM installation');
  const { tar, live } = await plainArchiveOf(identity.database, row?.id ?? '');
  const expected = new Map(live);
  change?.(expected);
  const run = new DrillRun({ dataDir, migrationsFolder: MIGRATIONS, probe });
  const feed = (take: ArchiveTaker): Promise<void> => take(tar, Promise.resolve(expected));
  return run.run({ feed, newestLedger: () => Promise.resolve(ledger()) }, report);
}

it('restores, compares, signs in, finds a passage, erases, and leaves nothing', async () => {
  const figures = await drill();
  expect(figures.tables).toBeGreaterThan(25);
  expect(figures.rows).toBeGreaterThan(10);
  expect(steps).toEqual(['reading', 'signing-in']);
  expect(readdirSync(dataDir)).toEqual([]);
});

describe('a drill fails', () => {
  const change = (table: string, how: (sum: RowSum) => RowSum) => (rows: Map<string, RowSum>) => {
    rows.set(table, how(rows.get(table) ?? { rows: 0, sum: 0n }));
  };

  it.each<[string, string, (rows: Map<string, RowSum>) => void]>([
    ['a table that the archive does not have', 'drill.table-missing', change('recipes', (sum) => sum)],
    [
      'a row that did not come back',
      'drill.rows-differ',
      change('members', ({ rows, sum }) => ({ rows: rows + 1, sum })),
    ],
    [
      'a bit that came back otherwise',
      'drill.content-differs',
      change('key_slots', ({ rows, sum }) => ({ rows, sum: sum ^ 1n })),
    ],
    ['a table nobody can compare', 'drill.table-missing', (rows) => rows.delete('records')],
  ])('for %s', async (_, code, live) => {
    await expect(drill({ live })).rejects.toMatchObject({ code });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('for an account that an erasure does not close', async () => {
    class Undead extends ProductProbe {
      override async use(urls: DatabaseUrls): Promise<DrillAccount> {
        return { ...(await super.use(urls)), signsIn: () => Promise.resolve(true) };
      }
    }
    await expect(drill({ probe: new Undead() })).rejects.toMatchObject({ code: 'drill.tombstone-left' });
  });

  it.each([
    ['missing', undefined],
    ['not whole', '{}\n'],
  ])('for a ledger of erasures that is %s', async (_what, ledger) => {
    await expect(drill({ ledger: () => ledger })).rejects.toMatchObject({ code: 'drill.ledger-gap' });
  });

  it('for an archive that ends early', async () => {
    const run = new DrillRun({ dataDir, migrationsFolder: MIGRATIONS, probe: new ProductProbe() });
    await expect(run.run({ feed: () => Promise.resolve() }, report)).rejects.toMatchObject({
      code: 'drill.interrupted',
    });
  });
});
