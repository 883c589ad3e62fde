import { type SchemaVersion, schemaVersions } from '@hearthlore/database';
import { z } from 'zod';
import { BackupDamagedError, SchemaTooNewError, SchemaUnknownError } from './restore.errors.js';

const name = z.string().regex(/^[a-z][a-z0-9_]*$/);

/** The first part of an archive: what the others are for. */
const innerManifestSchema = z.object({
  v: z.literal(1),
  instance: z.uuid(),
  created: z.iso.datetime(),
  appVersion: z.string().max(100),
  schema: z.object({ migrations: z.int().min(1), newest: z.string().regex(/^[0-9a-f]{64}$/) }),
  tables: z.array(z.object({ name, columns: z.array(name).min(1) })).min(1),
});

export type InnerManifest = Readonly<z.output<typeof innerManifestSchema>>;

export const INNER_MANIFEST_ENTRY = 'MANIFEST-INNER.json';

/** @throws {BackupDamagedError} */
export function parseInnerManifest(text: string): InnerManifest {
  try {
    return innerManifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BackupDamagedError(INNER_MANIFEST_ENTRY, { cause });
  }
}

/**
 * Refuses rows that this program cannot bring to its own schema.
 *
 * @throws {SchemaTooNewError} @throws {SchemaUnknownError}
 */
export function assertSchemaKnown({ schema, appVersion }: InnerManifest, migrationsFolder: string): void {
  const known: readonly SchemaVersion[] = schemaVersions(migrationsFolder);
  if (schema.migrations > known.length) throw new SchemaTooNewError(appVersion);
  if (known[schema.migrations - 1]?.newest !== schema.newest) throw new SchemaUnknownError();
}
