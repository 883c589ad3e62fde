import { homedir } from 'node:os';
import type { Env } from '@hearthlore/config';
import { defaultModelsDir, ModelStore } from '@hearthlore/models';

/** The model files of this machine, where the server looks for them too. */
export function openModelStore(env: Env): ModelStore {
  const directory =
    env.HEARTHLORE_MODELS_DIR ??
    defaultModelsDir({ platform: process.platform, home: homedir(), environment: process.env });
  return new ModelStore({ directory, mirror: env.HEARTHLORE_MODELS_MIRROR, pipEnvironment: pipEnvironment() });
}

/** pip needs its own settings and a way out; nothing of ours. */
function pipEnvironment(): NodeJS.ProcessEnv {
  const isForPip = (name: string): boolean => !/^(HEARTHLORE_|DATABASE_|MASTER_KEY|WORKER_KEY)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isForPip(name)));
}
