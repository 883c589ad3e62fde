import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, startBundledPostgres, withClient } from '@hearthlore/machine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeLeftovers, withScratchPostgres } from './scratch-postgres.js';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-scratch-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('is there for as long as the work takes, and gone whatever became of it', async () => {
  const work = withScratchPostgres(dataDir, async ({ superuserUrl }) => {
    const rows = await withClient(superuserUrl, async (client) => (await client.query('SELECT 1 AS one')).rows);
    expect(rows).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDir)).toHaveLength(1);
    throw new Error('something was found');
  });
  await expect(work).rejects.toThrow('something was found');
  expect(readdirSync(dataDir)).toEqual([]);
});

it('of a killed drill goes with the server that it left; one that runs stays', async () => {
  const [left, running] = ['drill-left', 'drill-running'].map((name) => join(dataDir, name));
  for (const folder of [left ?? '', running ?? '']) mkdirSync(folder);
  const server = await startBundledPostgres({ dataDir: left ?? '', isDurable: false });
  const lock = acquireLock(running ?? '');
  await removeLeftovers(dataDir);
  await expect(server.ended).resolves.toBeDefined();
  expect(existsSync(left ?? '')).toBe(false);
  expect(existsSync(running ?? '')).toBe(true);
  lock.release();
});
