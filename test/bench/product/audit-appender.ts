import { AuditAction, CheckpointFile, openAuditLog, PostgresAuditStore } from '@hearthlore/audit';
import { Secret } from '@hearthlore/config';
import { createPool } from '@hearthlore/database';
import { newId, SystemClock } from '@hearthlore/kernel';
import { Logger } from '@nestjs/common';
import { z } from 'zod';

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const optionsSchema = z.object({
  url: z.string(),
  anchorFile: z.string(),
  installationId: z.string(),
  auditKey: bytes,
  signingSeed: bytes,
});
export type AppenderOptions = z.input<typeof optionsSchema>;

const AT_ONCE = 64;

/** Appends until it is killed. Tells on standard output what was acknowledged, once it was: an id a line. */
export async function main([json = '{}']: readonly string[]): Promise<void> {
  Logger.overrideLogger(false);
  const { url, anchorFile, installationId, ...keys } = optionsSchema.parse(JSON.parse(json));
  const pool = createPool(new Secret(url), { max: 2, name: 'audit-appender' });
  const store = new PostgresAuditStore(pool);
  const anchor = new CheckpointFile(anchorFile);
  const audit = await openAuditLog({ store, anchor, clock: new SystemClock(), installationId, keys });
  process.stdout.write(audit.isIntact() ? 'intact\n' : 'alarm\n');
  const append = async (): Promise<never> => {
    for (;;) {
      const thingId = newId();
      await audit.log.append({ action: AuditAction.sessionStarted, result: 'ok', thingId });
      process.stdout.write(`${thingId}\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, append));
}
