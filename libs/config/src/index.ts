export {
  addressBytes,
  addressOf,
  isLoopback,
  type NetworkBits,
  networkAround,
  networkMask,
  normalizeAddress,
} from './address/ip-address.js';
export {
  findLocalAuthority,
  isIssuedBy,
  type TlsFiles,
  tlsFiles,
} from './address/local-authority.js';
export { Networks } from './address/networks.js';
export {
  loopbackUrl,
  type NoRelyingParty,
  publicUrl,
  type RelyingParty,
  relyingParty,
} from './address/public-address.js';
export { readServerCertificate, type ServerCertificate } from './address/server-certificate.js';
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
export { type QdrantPlace, qdrantPlace } from './qdrant-settings.js';
export { Secret } from './secret.js';
export { systemEnvironment } from './system-environment.js';
