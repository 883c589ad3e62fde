import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { SchemaVersion } from './schema-script.js';

/** Every schema that a database may have had, oldest first. @param migrationsFolder As in `migrate`. */
export function schemaVersions(migrationsFolder: string): SchemaVersion[] {
  return readMigrationFiles({ migrationsFolder }).map(({ hash }, index) => ({ migrations: index + 1, newest: hash }));
}
