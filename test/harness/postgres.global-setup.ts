import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@hearthlore/database';
import type { TestProject } from 'vitest/node';
import { type DatabaseUrls, startBundledPostgres } from '@hearthlore/machine';

const TEMPLATE = 'hearthlore_template';
const MIGRATIONS = join(import.meta.dirname, '../../libs/database/migrations');

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { readonly superuserUrl: string; readonly template: string; readonly templateUrls: DatabaseUrls };
  }
}

/** One PostgreSQL for all integration specs, with a migrated template that each spec file copies. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-int-'));
  const remove = (): void => rmSync(dataDir, { recursive: true, force: true });
  try {
    const postgres = await startBundledPostgres({ dataDir, database: TEMPLATE, isDurable: false });
    const tearDown = async (): Promise<void> => {
      await postgres.stop();
      remove();
    };
    try {
      await migrate(postgres.urls.owner, MIGRATIONS);
    } catch (error) {
      await tearDown();
      throw error;
    }
    project.provide('postgres', {
      superuserUrl: postgres.superuserUrl,
      template: TEMPLATE,
      templateUrls: postgres.urls,
    });
    return tearDown;
  } catch (error) {
    remove();
    throw error;
  }
}
