import { type Env, loadEnv, readServerCertificate } from '@hearthlore/config';
import { distributionFolder } from '../distribution.js';
import { claimFolder } from '../processes/folder-claim.js';
import type { FolderLock } from '@hearthlore/machine';
import { assertRestored } from '../restore/restore-folder.js';
import { ensureDataFolder } from './data-folder.js';
import { harden } from './hardening.js';
import { type StopRequest, stopRequest } from './stop-request.js';
import { Supervisor } from './supervisor.js';

/** @returns The exit code: 0 only after having served and having been asked to stop. */
export async function up(stopsWithParent: boolean): Promise<number> {
  harden();
  const env = loadEnv(process.env);
  // Looked at before anything starts: the api would find the same fault, but behind a database that came up for nothing.
  readServerCertificate(env);
  const request = stopRequest(stopsWithParent);
  try {
    const claim = await claimFolder(ensureDataFolder(env.HEARTHLORE_DATA_DIR).path, request.signal);
    try {
      assertRestored(env.HEARTHLORE_DATA_DIR);
      return await serve(env, request, claim);
    } finally {
      claim.release();
    }
  } finally {
    request.dispose();
  }
}

async function serve(env: Env, request: StopRequest, claim: FolderLock): Promise<number> {
  const supervisor = new Supervisor({
    env,
    environment: process.env,
    distribution: distributionFolder(),
  });
  try {
    await supervisor.start(request.signal);
    if (request.signal.aborted) return 1;
    await announce(supervisor);
    await Promise.race([request.received, supervisor.failure()]);
    return 0;
  } finally {
    claim.markStopping();
    await supervisor.stop();
  }
}

async function announce(supervisor: Supervisor): Promise<void> {
  const code = await supervisor.setupCode();
  // In one piece: a program that waits for the first line must find the second one with it.
  console.log(`Hearthlore is ready: ${supervisor.url}${code === undefined ? '' : `\nSetup code: ${code}`}`);
}
