export { assertLeastPrivilege, createPool, type Database, openDatabase, type Transaction } from './connection.js';
export { OverprivilegedRoleError } from './database.errors.js';
export { migrate, migrateUpTo } from './migrate.js';
export { MaintenanceTransactions, OwnerTransactions } from './owner-transactions.js';
export { readSchemaScript, type SchemaScript, type SchemaVersion } from './schema-script.js';
export { schemaVersions } from './schema-versions.js';
export * from './schema/index.js';
export { isUniqueViolation } from './unique-violation.js';
