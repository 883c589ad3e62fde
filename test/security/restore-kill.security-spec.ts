import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerFile } from '@hearthlore/backup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErasableMember, insertErasableMember, makeDue } from '../harness/erasable-member.js';
import { newDataDir, removeDataDir, startProduct } from '../harness/product.js';
import { RestoreAxe } from '../harness/restore-axe.js';
import { bringMasterKey, restore, restoreWhole } from '../harness/restore-command.js';
import { killTree } from '../harness/security/process-tree.js';
import { asDatabaseWriter } from '../harness/security/running-database.js';
import { untilIdle } from './background/dead-jobs.js';
import { ada, Household } from './background/household.js';

/** A longer run: HEARTHLORE_KILLS=200. */
const KILLS = Number(process.env['HEARTHLORE_KILLS'] ?? 10);
const WORDS = ['quarry', 'orchard', 'belfry'];

/** The last one is being restored into; one that came through before the axe fell is left for another. */
const folders = [newDataDir()];
const dataDir = (): string => folders.at(-1) ?? '';
const identityFile = join(dataDir(), '..', 'identity');
let household: Household;
let erased: ErasableMember;
let file: string;
let axe: RestoreAxe;

beforeAll(async () => {
  household = await Household.found();
  const { owner, queues, transactions, database } = household.life;
  for (const word of WORDS) await owner.uploads(`${word}.txt`, `The ${word} lies in the east.`);
  erased = await insertErasableMember({ transactions, database });
  await queues.add('backup', 'create-scheduled', {});
  await untilIdle(household);
  await makeDue({ database }, erased.id);
  await queues.add('erasure', 'erase-due', {});
  await untilIdle(household);
  await household.stops();
  file = join(household.target, readdirSync(household.target).find((name) => name.endsWith('.age')) ?? '');
  writeFileSync(identityFile, `${household.identity}\n`, { mode: 0o600 });
  axe = await theAxe();
});

afterAll(async () => {
  await household.ends();
  for (const folder of folders) removeDataDir(folder);
});

const wanted = (into: string) => ({ file, identityFile, into });

async function theAxe(): Promise<RestoreAxe> {
  const folder = newDataDir();
  bringMasterKey(household.dataDir, folder);
  try {
    return await RestoreAxe.measuredBy(wanted(folder), ({ pid }) => killTree(pid ?? 0));
  } finally {
    removeDataDir(folder);
  }
}

/** @returns What the product says instead of serving. */
async function startOverHalf(): Promise<string> {
  try {
    await (await startProduct({ dataDir: dataDir() })).stop();
    return 'it served';
  } catch (error) {
    return String(error);
  }
}

describe('a restore under kill -9', () => {
  it('is begun anew whenever it was cut short, and never serves half of it', { timeout: 900_000 }, async ({
    annotate,
  }) => {
    bringMasterKey(household.dataDir, dataDir());
    const cut: number[] = [];
    const answers: string[] = [];
    for (let tries = 0; cut.length < KILLS && tries < KILLS * 3; tries += 1) {
      const after = await axe.fallsOn(wanted(dataDir()), Math.random());
      if (after === undefined) {
        folders.push(newDataDir());
        bringMasterKey(household.dataDir, dataDir());
        continue;
      }
      cut.push(after);
      // Each look costs seconds.
      if (cut.length % 4 === 1) answers.push(await startOverHalf());
    }
    await annotate(`${cut.length} restores cut short, ${cut.join(', ')} ms after they had claimed the folder`);
    expect(cut).toHaveLength(KILLS);
    expect(answers.filter((answer) => !/restor/i.test(answer))).toEqual([]);
  });

  it('ends with everything that was acknowledged, and nobody who was erased', async () => {
    await restoreWhole(wanted(dataDir()));
    const product = await startProduct({ dataDir: dataDir() });
    try {
      const owner = await product.client().signsIn(ada);
      expect((await owner.lists()).map(({ state }) => state)).toEqual(WORDS.map(() => 'ready'));
      for (const word of WORDS) expect((await owner.searches(word)).data[0]?.text).toContain(word);
      const members = await asDatabaseWriter(dataDir(), (client) => client.query('select id from members'));
      expect(members.rows).toEqual([{ id: owner.userId }]);
      expect(readFileSync(ledgerFile(dataDir()), 'utf8')).toContain(erased.tag);
    } finally {
      await product.stop();
    }
  });

  it('does not touch a folder that somebody lives in', async () => {
    const before = readFileSync(ledgerFile(household.dataDir), 'utf8');
    expect(await restore(wanted(household.dataDir))).toMatchObject({
      code: 3,
      said: expect.stringMatching(/not empty|empty/i),
    });
    expect(readFileSync(ledgerFile(household.dataDir), 'utf8')).toBe(before);
  });
});
