export { assertLeastPrivilege, createPool, type Database, openDatabase, type Transaction } from './connection.js';
export { OverprivilegedRoleError } from './database.errors.js';
export { migrate } from './migrate.js';
export { MaintenanceTransactions, OwnerTransactions } from './owner-transactions.js';
export * from './schema/index.js';
export { isUniqueViolation } from './unique-violation.js';
