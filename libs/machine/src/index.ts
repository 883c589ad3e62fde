export { executable, findBinaries } from './postgres/binaries.js';
export {
  connectionUrl,
  type DatabaseUrls,
  ensureDatabase,
  ensureRoles,
  ensureSchemas,
  freshPasswords,
  roleUrls,
  type ServerAddress,
  withClient,
} from './postgres/bootstrap.js';
export {
  type BundledPostgres,
  type BundledPostgresOptions,
  startBundledPostgres,
} from './postgres/bundled-postgres.js';
export { SUPERUSER } from './postgres/cluster.js';
export { PostgresUnavailableError } from './postgres/postgres.errors.js';
export { removeBundledPostgres } from './postgres/remove-postgres.js';
export { runningUrl } from './postgres/running-postgres.js';
export { acquireLock, FolderInUseError, type FolderLock } from './processes/folder-lock.js';
export { findFreePort, isPortFree } from './processes/port.js';
export { findProcess, type RunningProcess, waitForEnd } from './processes/running-process.js';
export { syncFolder, writeSecretFile } from './secret-files/write-secret-file.js';
