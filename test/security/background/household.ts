import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '@hearthlore/config';
import { createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { JobQueues, PostgresQueues, QueueAdmin, type QueueBackend, RedisQueues } from '@hearthlore/jobs';
import { connectionUrl, SUPERUSER } from '@hearthlore/machine';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import type pg from 'pg';
import { newDataDir, type Product, removeDataDir, startProduct } from '../../harness/product.js';
import type { Answer, Credentials, ProductClient } from '../../harness/product-client.js';
import { killTree } from '../../harness/security/process-tree.js';
import { databasePort } from '../../harness/security/running-database.js';

export const ada: Credentials = {
  name: 'Ada',
  email: 'ada@background.example',
  passphrase: 'harbour velvet compass thistle drum',
};

/** One life of the product between two deaths, with the ways into it that a test needs. */
export interface Life {
  readonly product: Product;
  readonly owner: ProductClient;
  /** Past all rules: a superuser's connections, and the same as the harness of rows wants it. */
  readonly pool: pg.Pool;
  readonly database: { readonly superuserUrl: string };
  readonly transactions: OwnerTransactions;
  /** Adds jobs as the product does. */
  readonly queues: JobQueues;
  readonly admin: QueueAdmin;
  /** Before its first process was. */
  readonly startedAt: number;
}

/** The built product with a backup target, which dies and lives again over one data folder. */
export class Household {
  #life: Life | undefined;

  private constructor(
    readonly dataDir: string,
    readonly target: string,
    readonly identity: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly credentials: Credentials,
  ) {}

  /** @param env On top of a backup target and the recipient of `identity`; with `REDIS_URL` and so on where wanted. */
  static async found(env: NodeJS.ProcessEnv = {}, credentials = ada): Promise<Household> {
    const dataDir = newDataDir();
    const target = join(dataDir, '..', 'target');
    mkdirSync(target);
    const identity = await generateIdentity();
    const settings = {
      HEARTHLORE_BACKUP_TARGET: `file://${target}`,
      HEARTHLORE_BACKUP_RECIPIENTS: await identityToRecipient(identity),
      ...env,
    };
    const household = new Household(dataDir, target, identity, settings, credentials);
    const { product, owner } = await household.rises();
    await owner.setsUp(product.setupCode, credentials);
    return household;
  }

  get life(): Life {
    if (this.#life === undefined) throw new Error('nobody lives there');
    return this.#life;
  }

  /** Serves, and nobody is signed in yet: what needs a member's keys waits. */
  async rises(): Promise<Life> {
    const startedAt = Date.now();
    const product = await startProduct({ dataDir: this.dataDir, env: this.env });
    this.#life = this.#enter(product, startedAt);
    return this.#life;
  }

  /** As in a power cut. */
  async dies(): Promise<void> {
    const { product } = this.life;
    await killTree(product.pid);
    await this.#leave();
  }

  async stops(): Promise<void> {
    const { product } = this.life;
    await this.#leave();
    await product.stop();
  }

  async ends(): Promise<void> {
    if (this.#life !== undefined) await this.stops();
    removeDataDir(this.dataDir);
  }

  sql<T extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.life.pool.query<T>(text, [...values]).then(({ rows }) => rows);
  }

  async stepsUp(): Promise<void> {
    succeeded(await this.life.owner.post('/api/v1/me/step-up', { passphrase: this.credentials.passphrase }));
  }

  #enter(product: Product, startedAt: number): Life {
    const password = readFileSync(join(this.dataDir, 'secrets', 'postgres'), 'utf8').trim();
    const server = { host: '127.0.0.1', port: databasePort(this.dataDir) };
    const superuserUrl = connectionUrl(server, SUPERUSER, password, 'hearthlore');
    const pool = createPool(new Secret(superuserUrl), { max: 4, name: 'security-spec' });
    // It is cut whenever the product dies.
    pool.on('error', () => undefined);
    const backend = this.#backend(superuserUrl);
    return {
      product,
      owner: product.client(),
      pool,
      database: { superuserUrl },
      transactions: new OwnerTransactions(openDatabase(pool)),
      queues: new JobQueues(backend),
      admin: new QueueAdmin(backend),
      startedAt,
    };
  }

  #backend(superuserUrl: string): QueueBackend {
    const redis = this.env['REDIS_URL'];
    return this.env['HEARTHLORE_QUEUE'] === 'redis' && redis !== undefined
      ? new RedisQueues(new Secret(redis))
      : new PostgresQueues(new Secret(superuserUrl));
  }

  async #leave(): Promise<void> {
    const { queues, admin, pool } = this.life;
    this.#life = undefined;
    await queues.close().catch(() => undefined);
    await admin.close().catch(() => undefined);
    await pool.end().catch(() => undefined);
  }
}

export function succeeded(answer: Answer): unknown {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
}
