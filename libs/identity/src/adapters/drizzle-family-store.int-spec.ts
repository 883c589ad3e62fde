import { randomBytes } from 'node:crypto';
import { members } from '@hearthlore/database';
import { type InviteId, newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import type { Role } from '../accounts/account.js';
import { DrizzleFamilyStore } from './drizzle-family-store.js';
import { DrizzleInviteStore } from './drizzle-invite-store.js';

/** The functions of the database as the api's role calls them: past every check of guard and service. */
let opened: OwnedDatabase;
let store: DrizzleFamilyStore;
let invites: DrizzleInviteStore;
/** One of each role; the second of a role has `2` behind it. */
let family: Record<Role | 'admin2' | 'member2', UserId>;

beforeAll(async () => {
  opened = await openAsApi();
  store = new DrizzleFamilyStore(opened.transactions);
  invites = new DrizzleInviteStore(opened.transactions);
});
afterAll(() => opened.close());

const asSuperuser = <T extends object>(text: string, values: readonly unknown[] = []) =>
  queryAsSuperuser<T>(opened.database, text, values);

async function insert(role: Role, state = 'active'): Promise<UserId> {
  const id = newId<UserId>();
  await asSuperuser(
    `insert into members (id, email_hash, role, state, profile_set, ring_set, erasure_tag, public_key)
     values ($1, $2, $3, $4, $5, $5, $6, $7)`,
    [id, randomBytes(32), role, state, newId<RecordSetId>(), randomBytes(16), randomBytes(32)],
  );
  return id;
}

beforeEach(async () => {
  await asSuperuser('delete from members');
  family = {
    owner: await insert('owner'),
    admin: await insert('admin'),
    admin2: await insert('admin'),
    member: await insert('member'),
    member2: await insert('member'),
    viewer: await insert('viewer'),
  };
});

const standingOf = async (id: UserId) => {
  const [row] = await asSuperuser<{ role: Role; state: string }>('select role, state from members where id = $1', [id]);
  return row;
};
const ownersNow = async () =>
  (await asSuperuser<{ id: UserId }>(`select id from members where role = 'owner'`)).map(({ id }) => id);
const limits = { storedBytes: 1, documents: 2, questionsPerDay: 3, tokensPerDay: 4 };

type Act = (caller: UserId, target: UserId) => Promise<boolean>;
const ACTS: Readonly<Record<string, Act>> = {
  disable: (caller, target) => store.disable(caller, target),
  'sign out': async (caller, target) => {
    await insertSession(target);
    return store.endSessions(caller, target);
  },
  limit: (caller, target) => store.setLimits(caller, target, limits),
  erase: async (caller, target) => {
    const { rows } = await opened.transactions.run(caller, (tx) =>
      tx.execute<{ outcome: string }>(
        `select outcome from order_erasure('${target}', '${newId()}', now() + interval '7 days', '\\x00')`,
      ),
    );
    return rows[0]?.outcome === 'scheduled';
  },
};

/** As it was before: active, and there. */
async function reset(target: 'owner' | 'admin2' | 'member2' | 'viewer'): Promise<void> {
  await asSuperuser('delete from erasures where owner_id = $1', [family[target]]);
  await asSuperuser(`update members set state = 'active' where id = $1`, [family[target]]);
}

async function insertSession(owner: UserId): Promise<void> {
  await asSuperuser(
    `insert into sessions (id, owner_id, sid_hash, verifier, idle_expires_at, absolute_expires_at)
     values ($1, $2, $3, $3, now() + interval '1 hour', now() + interval '1 hour')`,
    [newId(), owner, randomBytes(32)],
  );
}

async function insertApiKey(owner: UserId): Promise<void> {
  await asSuperuser(
    `insert into api_keys (id, owner_id, key_id, verifier, sealed_name, scopes, last_four)
     values ($1, $2, $3, $4, $4, '{search}', 'abcd')`,
    [newId(), owner, newId(), randomBytes(32)],
  );
}

describe.each(Object.entries(ACTS))('to %s', (name, act) => {
  it('is the owner’s for everybody else, and an admin’s for members and viewers', async () => {
    const allowed: string[] = [];
    const callers = ['owner', 'admin', 'member', 'viewer'] as const;
    const targets = ['owner', 'admin2', 'member2', 'viewer'] as const;
    for (const caller of callers) {
      for (const target of targets) {
        if (await act(family[caller], family[target])) allowed.push(`${caller} ${target}`);
        await reset(target);
      }
    }
    const own = name === 'limit' ? ['owner owner'] : [];
    expect(allowed).toEqual([...own, 'owner admin2', 'owner member2', 'owner viewer', 'admin member2', 'admin viewer']);
  });

  it('is for nobody who is unknown, waiting or disabled, and not without a caller', async () => {
    const strangers = [
      newId<UserId>(),
      await insert('admin', 'awaiting-confirmation'),
      await insert('admin', 'disabled'),
    ];
    for (const caller of strangers) expect(await act(caller, family.member)).toBe(false);
    expect(await standingOf(family.member)).toEqual({ role: 'member', state: 'active' });
  });

  it('is for no admin, on the own account', async () => {
    expect(await act(family.admin, family.admin)).toBe(false);
  });
});

describe('without a caller', () => {
  it.each([
    'select * from list_family()',
    `select * from find_family_member('00000000-0000-4000-8000-000000000000')`,
    'select * from list_invited_keys()',
  ])('%s finds nothing', async (query) => {
    expect((await opened.pool.query(query)).rows).toEqual([]);
  });

  it('no function does anything', async () => {
    for (const call of ['disable_member', 'enable_member', 'transfer_ownership', 'withdraw_invite'])
      expect((await opened.pool.query(`select ${call}($1) as done`, [family.member])).rows).toEqual([{ done: false }]);
    const role = await opened.pool.query(`select set_member_role($1, 'admin') as done`, [family.member]);
    expect(role.rows).toEqual([{ done: false }]);
    expect(await standingOf(family.member)).toEqual({ role: 'member', state: 'active' });
  });

  it('nobody but the api’s role may call one, and that role not the rules themselves', async () => {
    const own = await asSuperuser<{ name: string }>(
      `select p.proname as name from pg_proc p where p.pronamespace = 'public'::regnamespace
          and has_function_privilege('hl_jobs', p.oid, 'execute')`,
    );
    const forTheWorker = /^(count_|empty_|sweep_|append_audit|audit_size|audit_leaves|\w+_audit_checkpoint)/;
    expect(own.filter(({ name }) => !forTheWorker.test(name))).toEqual([]);
    for (const rule of [`may_manage('${family.member}')`, `may_invite('${family.admin}', 'member')`])
      await expect(opened.pool.query(`select ${rule}`)).rejects.toThrow(/permission denied/);
  });
});

describe('roles', () => {
  it('are changed by the owner alone, and into no second owner', async () => {
    for (const caller of [family.admin, family.member, family.viewer])
      expect(await store.setRole(caller, family.member2, 'viewer')).toBe(false);
    expect(await store.setRole(family.owner, family.member2, 'viewer')).toBe(true);
    expect(await standingOf(family.member2)).toMatchObject({ role: 'viewer' });
    const forged = await opened.transactions.run(family.owner, (tx) =>
      tx.execute<{ done: boolean }>(`select set_member_role('${family.member2}', 'owner') as done`),
    );
    expect(forged.rows).toEqual([{ done: false }]);
    expect(await store.setRole(family.owner, family.owner, 'member')).toBe(false);
    expect(await ownersNow()).toEqual([family.owner]);
  });

  it('are no member’s own to change, nor is the state', async () => {
    for (const change of [{ role: 'admin' }, { state: 'active' }] as const) {
      const promoted = opened.transactions.run(family.member, (tx) =>
        tx.update(members).set(change).where(eq(members.id, family.member)),
      );
      await expect(promoted).rejects.toThrow(/Failed query/);
    }
    expect(await standingOf(family.member)).toEqual({ role: 'member', state: 'active' });
  });
});

describe('the owner', () => {
  it('hands over to an active admin or member in one step, and stays as an admin', async () => {
    expect(await store.transferOwnership(family.owner, family.member)).toBe(true);
    expect(await ownersNow()).toEqual([family.member]);
    expect(await standingOf(family.owner)).toMatchObject({ role: 'admin' });
  });

  it('is replaced by nobody else, and by nobody who cannot be one', async () => {
    const waiting = await insert('member', 'awaiting-confirmation');
    const disabled = await insert('admin', 'disabled');
    for (const heir of [family.owner, family.viewer, waiting, disabled, newId<UserId>()])
      expect(await store.transferOwnership(family.owner, heir)).toBe(false);
    for (const caller of [family.admin, family.member, family.viewer])
      expect(await store.transferOwnership(caller, family.member2)).toBe(false);
    expect(await ownersNow()).toEqual([family.owner]);
  });

  it('is one after two hand-overs at once', async () => {
    const both = await Promise.allSettled([
      store.transferOwnership(family.owner, family.admin),
      store.transferOwnership(family.owner, family.member),
    ]);
    const done = both.filter((result) => result.status === 'fulfilled' && result.value);
    expect(done).toHaveLength(1);
    expect(await ownersNow()).toHaveLength(1);
  });

  it('cannot be removed, nor can anybody else, not even by the own transaction', async () => {
    for (const id of [family.owner, family.member]) {
      const removed = opened.transactions.run(id, (tx) => tx.delete(members).where(eq(members.id, id)));
      await expect(removed).rejects.toThrow(/Failed query/);
      expect(await standingOf(id)).toBeDefined();
    }
  });

  it('is nobody who is about to be erased', async () => {
    expect(await ACTS.erase?.(family.owner, family.member)).toBe(true);
    await asSuperuser(`update members set state = 'active' where id = $1`, [family.member]);
    expect(await store.transferOwnership(family.owner, family.member)).toBe(false);
    expect(await ownersNow()).toEqual([family.owner]);
  });
});

describe('disabling', () => {
  it('ends sessions and keys of programs of that member and of nobody else', async () => {
    for (const id of [family.member, family.member2]) {
      await insertSession(id);
      await insertApiKey(id);
    }
    expect(await store.disable(family.admin, family.member)).toBe(true);
    const left = await asSuperuser<{ owner_id: UserId }>(
      'select owner_id from sessions union all select owner_id from api_keys',
    );
    expect(left.map((row) => row.owner_id)).toEqual([family.member2, family.member2]);
  });

  it('is taken back only for somebody who was disabled: waiting for a confirmation goes on', async () => {
    const waiting = await insert('member', 'awaiting-confirmation');
    expect(await store.enable(family.owner, waiting)).toBe(false);
    expect(await store.disable(family.owner, waiting)).toBe(false);
    await store.disable(family.owner, family.admin);
    expect(await store.enable(family.admin2, family.admin)).toBe(false);
    expect(await store.enable(family.owner, family.admin)).toBe(true);
  });

  it('spares the keys of programs when sessions alone are ended', async () => {
    await insertSession(family.member);
    await insertApiKey(family.member);
    expect(await store.endSessions(family.admin, family.member)).toBe(true);
    expect(await store.endSessions(family.admin, family.member)).toBe(false);
    expect(await asSuperuser('select 1 from api_keys')).toHaveLength(1);
  });
});

describe('the list', () => {
  it('is for owner and admins, and counts without telling what', async () => {
    const set = newId<RecordSetId>();
    await asSuperuser(
      `insert into record_sets (owner_id, id, kind, key_version, salt, commitment, manifest, revision)
       values ($1, $2, 'document', 1, $3, $3, $3, 1)`,
      [family.member, set, randomBytes(32)],
    );
    await asSuperuser(`insert into records (owner_id, set_id, type, index, sealed) values ($1, $2, 1, 0, $3)`, [
      family.member,
      set,
      randomBytes(1000),
    ]);
    await asSuperuser(`insert into documents (owner_id, id, state, dedupe_hash) values ($1, $2, 'ready', $3)`, [
      family.member,
      set,
      randomBytes(32),
    ]);
    await store.setLimits(family.owner, family.member, limits);
    for (const caller of [family.owner, family.admin]) {
      const listed = (await store.list(caller)).find(({ id }) => id === family.member);
      expect(listed).toMatchObject({ documents: 1, storedBytes: 1000, limits, profile: undefined, lastSeenOn: null });
    }
    for (const caller of [family.member, family.viewer, newId<UserId>()]) {
      expect(await store.list(caller)).toEqual([]);
      expect(await store.find(caller, family.owner)).toBeUndefined();
    }
  });
});

describe('invitations in the database', () => {
  it('are confirmed and removed by functions alone', async () => {
    const id = newId<InviteId>();
    await asSuperuser(
      `insert into invites (id, owner_id, token_hash, role, expires_at) values ($1, $2, $3, 'member', now() + interval '1 day')`,
      [id, family.member, randomBytes(32)],
    );
    const write = (statement: string) => opened.transactions.run(family.member, (tx) => tx.execute(statement));
    await expect(write(`update invites set confirmed_at = now()`)).rejects.toThrow(/Failed query/);
    await expect(write(`delete from invites`)).rejects.toThrow(/Failed query/);
    // A member who is no manager has none to take back.
    expect(await invites.withdraw(family.member, id)).toBe(false);
  });
});
