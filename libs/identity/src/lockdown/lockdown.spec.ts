import type { AuditEvent } from '@hearthlore/audit';
import { AuditLog } from '@hearthlore/audit';
import { newId, SystemClock, type UserId } from '@hearthlore/kernel';
import { KeyCache } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { NotAllowedError } from '../identity.errors.js';
import { LockedDownError } from './lockdown.errors.js';
import { Lockdown } from './lockdown.js';

class Written extends AuditLog {
  readonly actions: string[] = [];

  override append({ action }: AuditEvent): Promise<void> {
    this.actions.push(action);
    return Promise.resolve();
  }
}

/** The row of the installation, which every process reads. */
class OneRow {
  at: Date | undefined;
  readonly managers = new Set<UserId>();
  owner: UserId | undefined;

  since(): Promise<Date | undefined> {
    return Promise.resolve(this.at);
  }

  begin(callerId: UserId) {
    if (!this.managers.has(callerId)) return Promise.resolve(undefined);
    this.at ??= new Date();
    return Promise.resolve({ sessions: 2, apiKeys: 1 });
  }

  end(callerId: UserId): Promise<boolean> {
    if (callerId !== this.owner) return Promise.resolve(false);
    this.at = undefined;
    return Promise.resolve(true);
  }
}

const [owner, admin, member] = [newId<UserId>(), newId<UserId>(), newId<UserId>()];
let row: OneRow;
let audit: Written;

function aProcess() {
  const keys = new KeyCache(new SystemClock());
  const vault = aVault();
  keys.put(vault);
  return { lockdown: new Lockdown(row, keys, audit), vault, keys };
}

beforeEach(() => {
  row = new OneRow();
  row.owner = owner;
  row.managers.add(owner).add(admin);
  audit = new Written();
});

describe('the lockdown', () => {
  it('drops the keys in every process that looks, and stays over a restart', async () => {
    const [here, elsewhere] = [aProcess(), aProcess()];
    await here.lockdown.begin(admin);
    expect(here.vault.signal.aborted).toBe(true);
    expect(elsewhere.vault.signal.aborted).toBe(false);
    await elsewhere.lockdown.look();
    expect(elsewhere.vault.signal.aborted).toBe(true);
    const restarted = aProcess();
    await restarted.lockdown.start(() => undefined);
    restarted.lockdown.stop();
    expect(restarted.lockdown.since).toEqual(row.at);
  });

  it('leaves those their keys who have come in since', async () => {
    const { lockdown, keys } = aProcess();
    await lockdown.begin(owner);
    const inside = aVault();
    keys.put(inside);
    await lockdown.look();
    expect(inside.signal.aborted).toBe(false);
  });

  it('lets managers in alone, and asks anew for everybody else', async () => {
    const [here, elsewhere] = [aProcess(), aProcess()];
    await expect(elsewhere.lockdown.assertMayEnter('member')).resolves.toBeUndefined();
    await here.lockdown.begin(owner);
    for (const role of ['member', 'viewer'] as const)
      await expect(elsewhere.lockdown.assertMayEnter(role)).rejects.toThrow(LockedDownError);
    for (const role of ['owner', 'admin'] as const)
      await expect(elsewhere.lockdown.assertMayEnter(role)).resolves.toBeUndefined();
  });

  it('is begun by managers and ended by the owner, and both stand in the log', async () => {
    const { lockdown } = aProcess();
    await expect(lockdown.begin(member)).rejects.toThrow(NotAllowedError);
    await lockdown.begin(admin);
    await expect(lockdown.end(admin)).rejects.toThrow(NotAllowedError);
    expect(lockdown.since).toBeDefined();
    await lockdown.end(owner);
    expect(lockdown.since).toBeUndefined();
    expect(audit.actions.slice(-2)).toEqual(['lockdown.begun', 'lockdown.ended']);
  });
});
