import { Secret } from '@hearthlore/config';
import { newId, type UserId } from '@hearthlore/kernel';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../test/harness/members.js';
import { createPool } from './connection.js';
import { members } from './schema/index.js';

let opened: OwnedDatabase;
let ada: UserId;
beforeAll(async () => {
  opened = await openAsApi();
  ada = await insertMember(opened.transactions);
});
afterAll(() => opened.close());

const listAs = (owner: UserId) => opened.transactions.run(owner, (tx) => tx.select({ id: members.id }).from(members));

describe('a transaction', () => {
  it('is closed to what it left behind: its connection may be somebody else’s by then', async () => {
    const left = Promise.withResolvers<void>();
    let straggler: Promise<unknown> = Promise.resolve();
    const failing = opened.transactions.run(ada, async () => {
      straggler = left.promise.then(() => listAs(ada));
      throw new Error('what ran beside it failed');
    });
    await expect(failing).rejects.toThrow('what ran beside it failed');
    left.resolve();
    await expect(straggler).rejects.toThrow('this transaction is over');
    expect(await listAs(ada)).toHaveLength(1);
  });

  it('does not count as kept when a statement failed that somebody swallowed', async () => {
    const id = newId<UserId>();
    const run = opened.transactions.run(ada, async (tx) => {
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
      return id;
    });
    await expect(run).rejects.toThrow('cannot be kept');
    expect(await listAs(ada)).toHaveLength(1);
  });

  it('ends as an error when its connection is cut, and the process goes on', async () => {
    const cut = opened.transactions.run(ada, async (tx) => {
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      const superuser = createPool(new Secret(opened.database.superuserUrl), { max: 1, name: 'int-spec' });
      await superuser.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
      await superuser.end();
      await tx.execute(sql`select 1`);
    });
    await expect(cut).rejects.toThrow(/Failed query|terminat/);
    expect(await listAs(ada)).toHaveLength(1);
  });
});
