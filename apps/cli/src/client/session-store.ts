import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { claimFolder } from '../processes/folder-claim.js';

const sessionSchema = z.object({
  accessToken: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
  /** `name=value`, as the server set it. */
  refreshCookie: z.string(),
});
export type Session = z.output<typeof sessionSchema>;

const REFRESH_PATIENCE_MS = 15_000;

/** The tokens of one person at one server, in a folder and a file that only this person can read. */
export class SessionStore {
  readonly #folder: string;

  /** @param server Its origin: sessions of two servers never meet. */
  constructor(configFolder: string, server: string) {
    this.#folder = join(configFolder, 'servers', server.replace(/^https?:\/\//, '').replaceAll(/[^\w.-]/g, '_'));
  }

  find(): Session | undefined {
    try {
      return sessionSchema.safeParse(JSON.parse(readFileSync(this.#file, 'utf8'))).data;
    } catch {
      return undefined;
    }
  }

  save(session: Session): void {
    this.#ensureFolder();
    const draft = `${this.#file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(session), { mode: 0o600 });
    renameSync(draft, this.#file);
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }

  /** One at a time: a refresh token used twice counts as stolen, and the server would end the session. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    this.#ensureFolder();
    const lock = await claimFolder(this.#folder, AbortSignal.timeout(REFRESH_PATIENCE_MS), REFRESH_PATIENCE_MS);
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  get #file(): string {
    return join(this.#folder, 'session.json');
  }

  #ensureFolder(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    chmodSync(this.#folder, 0o700);
  }
}
