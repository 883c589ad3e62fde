import { SystemClock } from '@hearthlore/kernel';
import { expect, it } from 'vitest';
import { HolderStore } from '../ports/holder-store.port.js';
import { aVault } from '../testing/vaults.js';
import { EndedHolders } from './ended-holders.js';
import { KeyCache } from './key-cache.js';
import type { VaultHolderId } from './member-vault.js';

class ListedEnds extends HolderStore {
  readonly ended = new Set<VaultHolderId>();
  asked = 0;

  override async findEnded(holders: readonly VaultHolderId[]): Promise<VaultHolderId[]> {
    this.asked += 1;
    return holders.filter((holder) => this.ended.has(holder));
  }
}

it('locks exactly the vaults whose holder was ended elsewhere', async () => {
  const keys = new KeyCache(new SystemClock());
  const store = new ListedEnds();
  const [ended, standing] = [aVault(), aVault()];
  for (const vault of [ended, standing]) keys.put(vault);
  store.ended.add(ended.holderId);

  await new EndedHolders(keys, store).look();

  expect(ended.signal.aborted).toBe(true);
  expect(standing.signal.aborted).toBe(false);
  expect(keys.holders).toEqual([standing.holderId]);
});

it('asks nobody while nothing is open', async () => {
  const store = new ListedEnds();
  await new EndedHolders(new KeyCache(new SystemClock()), store).look();
  expect(store.asked).toBe(0);
});
