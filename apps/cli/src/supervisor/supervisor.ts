import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, publicUrl } from '@hearthlore/config';
import { deriveWorkerKey, encodeKeyFile } from '@hearthlore/crypto';
import { migrate } from '@hearthlore/database';
import { chooseMasterKeySource } from '../master-key/choose-master-key-source.js';
import { assertKeyAtHand } from '../master-key/settle-master-key.js';
import { isPortFree } from '@hearthlore/machine';
import { type DataFolder, ensureDataFolder } from './data-folder.js';
import { openRunDatabase, type RunningDatabase } from './database.js';
import { Leftovers } from './leftovers.js';
import { openMasterKey } from './master-key.js';
import { isSetupRequired, waitUntilReady } from './readiness.js';
import { type Service, startService } from './service.js';
import { API_SETTINGS, serviceEnvironment, WORKER_SETTINGS } from './service-environment.js';
import { ServiceFailedError, StartRefusedError } from './supervisor.errors.js';
import { assertAgreedTo } from '../vectors/agreement.js';

/** Together with the database's own limit this stays below the ten seconds that a stop may take. */
const WORKER_STOP_MS = 2_000;
const API_STOP_MS = 3_000;

/** Where the built product lies: `apps/api/main.js`, `apps/worker/main.js` and `migrations` below it. */
export interface SupervisorOptions {
  readonly env: Env;
  readonly environment: NodeJS.ProcessEnv;
  readonly distribution: string;
}

/** Everything that `hearthlore up` starts, in order, and stops in reverse order. */
export class Supervisor {
  readonly #services: Service[] = [];
  readonly #leftovers: Leftovers;
  readonly #data: DataFolder;
  #database: RunningDatabase | undefined;

  /** @param options.env Its data folder is claimed by the caller. */
  constructor(private readonly options: SupervisorOptions) {
    this.#data = ensureDataFolder(options.env.HEARTHLORE_DATA_DIR);
    this.#leftovers = new Leftovers(this.#data.path);
  }

  /** The address that people use. */
  get url(): string {
    return publicUrl(this.options.env);
  }

  /**
   * Resolves when the api serves.
   *
   * @throws {ServiceFailedError} when a part ends or stays silent; what was started is still to be stopped.
   */
  async start(signal: AbortSignal): Promise<void> {
    const { env, distribution } = this.options;
    await this.#leftovers.end();
    await this.#assertPortFree();
    const chosen = chooseMasterKeySource(env);
    assertKeyAtHand(chosen, this.#data.isUsed);
    if (chosen.isInDataFolder)
      console.error(
        `The master key lies in the data folder (${chosen.source.file.path}). Keep a copy of it elsewhere.`,
      );
    this.#database = await openRunDatabase(env, this.#data.path);
    await migrate(this.#database.urls.owner, join(distribution, 'migrations'));
    if (signal.aborted) return;
    const { app: appUrl } = this.#database.urls;
    const masterKey = await openMasterKey(chosen, this.#data, { appUrl, workerKeyFile: env.WORKER_KEY_FILE });
    // The api refuses as well; here a person reads why. After the key, without which the database would be of no use.
    await assertAgreedTo(env.HEARTHLORE_VECTOR_STORE, appUrl);
    this.#startServices(masterKey, this.#database);
    const isReady = await Promise.race([waitUntilReady(env, signal), this.failure()]);
    if (!isReady && !signal.aborted) throw new ServiceFailedError('api', 'did not become ready');
  }

  /** Asked first: what answers on a port that another program holds would be taken for our own api. */
  async #assertPortFree(): Promise<void> {
    const { HEARTHLORE_HOST: host, HEARTHLORE_PORT: port } = this.options.env;
    if (await isPortFree(host, port)) return;
    throw new StartRefusedError(`Another program listens on port ${port}. Choose another one with HEARTHLORE_PORT.`);
  }

  #startServices(masterKey: Uint8Array, { urls }: RunningDatabase): void {
    const { app, jobs, backup, queue } = urls;
    this.#startService('api', API_SETTINGS, {
      masterKey: encodeKeyFile(masterKey),
      databaseUrls: { app, queue },
    });
    this.#startService('worker', WORKER_SETTINGS, {
      workerKey: encodeKeyFile(deriveWorkerKey(masterKey)),
      databaseUrls: { jobs, backup, queue },
    });
    masterKey.fill(0);
  }

  #startService(name: string, settings: readonly string[], secrets: object): void {
    const { distribution, environment } = this.options;
    const service = startService({
      name,
      script: join(distribution, 'apps', name, 'main.js'),
      environment: serviceEnvironment(environment, settings, this.#data.path),
      secrets,
    });
    this.#services.push(service);
    this.#leftovers.remember(service.pid);
  }

  /** Rejects as soon as any part ends; it never resolves. */
  async failure(): Promise<never> {
    const endings = this.#services.map(async ({ name, ended }) => new ServiceFailedError(name, await ended));
    const database = this.#database?.ended.then((said) => new ServiceFailedError('PostgreSQL', `ended: ${said}`));
    throw await Promise.race([...endings, ...(database ? [database] : [])]);
  }

  /** @returns The one-time code while nobody owns the installation. */
  async setupCode(): Promise<string | undefined> {
    if (!(await isSetupRequired(this.options.env)) || !existsSync(this.#data.setupCode)) return undefined;
    return readFileSync(this.#data.setupCode, 'utf8').trim();
  }

  async stop(): Promise<void> {
    const find = (name: string): Service | undefined => this.#services.find((service) => service.name === name);
    await find('worker')?.stop(WORKER_STOP_MS);
    await find('api')?.stop(API_STOP_MS);
    await this.#database?.stop();
    this.#leftovers.forget();
  }
}
