import { type Env, publicUrl } from '@hearthlore/config';
import { type ModelStore, OpenAiLanguageModel } from '@hearthlore/models';
import { askOwnServer } from '../processes/own-server.js';
import { isPortFree } from '@hearthlore/machine';
import { type Finding, fail, ok, warn } from './finding.js';

const ANSWER_MS = 5_000;

export async function checkEmbeddingModel(store: ModelStore, id: string): Promise<Finding> {
  const model = (await store.list()).find((entry) => entry.id === id);
  if (!model) return fail('embedding model', `${id} is not in the registry: see "hearthlore models list".`);
  if (model.isPresent) return ok('embedding model', `${id}, files complete ("hearthlore models check" reads them)`);
  return warn('embedding model', 'Search by meaning is off: the model is missing. Run "hearthlore models pull".');
}

export async function checkLanguageModel(env: Env): Promise<Finding> {
  const { HEARTHLORE_LLM_URL: url, HEARTHLORE_LLM_MODEL: model, HEARTHLORE_LLM_API_KEY: apiKey } = env;
  if (url === undefined) return ok('language model', 'none: answers are quoted passages (HEARTHLORE_LLM_URL)');
  const status = await new OpenAiLanguageModel({ url, model, apiKey }).check(AbortSignal.timeout(ANSWER_MS));
  return status.state === 'ready' ? ok('language model', status.message) : fail('language model', status.message);
}

/** Either nobody listens there yet, or we do. */
export async function checkPort(env: Env): Promise<Finding> {
  const { HEARTHLORE_HOST: host, HEARTHLORE_PORT: port } = env;
  if (await isPortFree(host, port)) return ok('port', `${port} is free: Hearthlore does not run`);
  const ready = await askOwnServer(env, '/health/ready', AbortSignal.timeout(ANSWER_MS)).catch(() => undefined);
  if (ready?.status === 200) return ok('port', `Hearthlore serves at ${publicUrl(env)}`);
  if (ready?.status === 503) return warn('port', `Hearthlore at ${publicUrl(env)} is not ready yet`);
  return fail('port', `Another program listens on ${port}: choose one with HEARTHLORE_PORT.`);
}
