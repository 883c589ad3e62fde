import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/harness/postgres.js';
import { StandInQdrant } from '../../../test/harness/qdrant/stand-in-qdrant.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/apps/api/main.js');

it('the api ends with 78 where nobody agreed to the store that the settings name, and says what to do', async () => {
  const [database, qdrant] = [await createTestDatabase(), await StandInQdrant.start()];
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-api-'));
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      HEARTHLORE_DATA_DIR: dataDir,
      HEARTHLORE_VECTOR_STORE: 'qdrant',
      QDRANT_URL: qdrant.url,
      HEARTHLORE_ALLOW_INSECURE: 'qdrant-without-key',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  try {
    const pipe = child.stdio[3];
    if (!(pipe instanceof Writable) || child.stdout === null) return expect.unreachable();
    const { app, queue } = database.urls;
    pipe.write(`${JSON.stringify({ masterKey: randomBytes(32).toString('base64'), databaseUrls: { app, queue } })}\n`);
    const [out] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(child.exitCode).toBe(78);
    expect(out).toContain('hearthlore vectors use qdrant');
    expect(qdrant.requests).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    await qdrant.stop();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
