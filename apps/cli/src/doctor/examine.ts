import type { Env } from '@hearthlore/config';
import { openModelStore } from '../models/model-store.js';
import { checkCertificate } from './certificate-check.js';
import type { Finding } from './finding.js';
import { checkDataFolder, checkMasterKey, checkPostgres } from './installation-checks.js';
import { checkCoreDumps, checkNode, checkSpace, checkSwap } from './machine-checks.js';
import { checkVectorStore } from './vector-store-check.js';
import { checkEmbeddingModel, checkLanguageModel, checkPort } from './service-checks.js';

/** Everything that can be looked at without signing in, from the machine up. */
export async function examine(env: Env): Promise<Finding[]> {
  return [
    checkNode(),
    await checkPostgres(env),
    checkDataFolder(env.HEARTHLORE_DATA_DIR),
    checkMasterKey(env),
    await checkSpace(env.HEARTHLORE_DATA_DIR),
    await checkEmbeddingModel(openModelStore(env), env.HEARTHLORE_EMBEDDING),
    await checkLanguageModel(env),
    await checkVectorStore(env),
    await checkPort(env),
    checkCertificate(env),
    checkCoreDumps(),
    checkSwap(),
  ];
}
