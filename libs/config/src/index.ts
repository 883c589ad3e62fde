export { InvalidEnvironmentError } from './config.errors.js';
export { type Env, envSchema, loadEnv } from './env.js';
export {
  type ApiSecrets,
  apiSecretsSchema,
  receiveSecrets,
  SECRETS_FD,
  type WorkerSecrets,
  workerSecretsSchema,
} from './handed-secrets.js';
export { Secret } from './secret.js';
export { systemEnvironment } from './system-environment.js';
