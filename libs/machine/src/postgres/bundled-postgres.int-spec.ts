import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProcess } from '../processes/running-process.js';
import { type BundledPostgres, startBundledPostgres } from './bundled-postgres.js';
import { withClient } from './bootstrap.js';

describe('the bundled PostgreSQL', () => {
  let dataDir: string;
  let running: BundledPostgres | undefined;

  const start = async (): Promise<BundledPostgres> => {
    running = await startBundledPostgres({ dataDir, isDurable: false });
    return running;
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-pg-'));
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('lets every role in with the password of this run alone, and nobody without', async () => {
    const first = await start();
    for (const [role, url] of Object.entries(first.urls))
      await withClient(url, async (client) => {
        const { rows } = await client.query('SELECT current_user AS name');
        expect(rows).toEqual([{ name: `hl_${role}` }]);
      });
    await first.stop();
    const second = await start();
    const stale = new URL(first.urls.app);
    stale.port = new URL(second.urls.app).port;
    await expect(withClient(stale.href, async () => undefined)).rejects.toThrow(/password/);
    stale.username = 'hl_auth';
    await expect(withClient(stale.href, async () => undefined)).rejects.toThrow(/pg_hba/);
  });

  it('gives no role more than its part', async () => {
    const { urls, superuserUrl } = await start();
    await withClient(superuserUrl, async (client) => {
      const { rows } = await client.query(
        `SELECT rolname FROM pg_roles WHERE rolname LIKE 'hl\\_%'
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
      );
      expect(rows).toEqual([]);
    });
    const create = (url: string): Promise<unknown> => withClient(url, (client) => client.query('CREATE TABLE mine ()'));
    await expect(create(urls.owner)).resolves.toBeDefined();
    await expect(create(urls.queue)).resolves.toBeDefined();
    for (const url of [urls.app, urls.jobs, urls.backup])
      await expect(create(url)).rejects.toThrow(/permission denied/);
    for (const url of [urls.app, urls.jobs, urls.backup, urls.queue])
      await expect(withClient(url, (client) => client.query('SET ROLE hl_auth'))).rejects.toThrow(/permission denied/);
  });

  it('keeps statements, parameters and values out of its log', async () => {
    const { urls, superuserUrl } = await start();
    const settings = await withClient(superuserUrl, async (client) => {
      const { rows } = await client.query<{ name: string; setting: string }>(
        `SELECT name, setting FROM pg_settings WHERE name LIKE 'log%' OR name IN
          ('listen_addresses', 'unix_socket_directories', 'fsync', 'data_checksums', 'wal_recycle', 'password_encryption')`,
      );
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    });
    expect(settings).toMatchObject({
      log_statement: 'none',
      log_min_duration_statement: '-1',
      log_parameter_max_length: '0',
      log_parameter_max_length_on_error: '0',
      log_error_verbosity: 'terse',
      log_min_error_statement: 'panic',
      log_min_messages: 'log',
      logging_collector: 'off',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      wal_recycle: 'off',
      data_checksums: 'on',
      password_encryption: 'scram-sha-256',
    });
    await withClient(urls.app, (client) => client.query("SELECT 'canary-value'::uuid")).catch(() => undefined);
    await running?.stop();
    await expect(running?.ended).resolves.not.toMatch(/canary/);
  });

  it('ends the server that a killed supervisor left behind, and keeps the data', async () => {
    const orphan = await start();
    await withClient(orphan.urls.owner, (client) => client.query('CREATE TABLE kept ()'));
    const next = await start();
    expect(findProcess(orphan.pid)).toBeUndefined();
    await withClient(next.urls.owner, (client) => client.query('SELECT FROM kept'));
  });

  it('starts again at once after its server was killed', async () => {
    const killed = await start();
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    const next = await start();
    const asked = withClient(next.urls.app, (client) => client.query('SELECT 1'));
    await expect(asked).resolves.toMatchObject({ rowCount: 1 });
  });

  it('makes a database anew that was being dropped when the server was killed', async () => {
    const first = await start();
    // What DROP DATABASE writes before it begins: from here on there is no way back, and nobody can connect.
    const text = `UPDATE pg_database SET datconnlimit = -2 WHERE datname = '${new URL(first.urls.app).pathname.slice(1)}'`;
    await withClient(first.superuserUrl, (client) => client.query(text));
    await expect(withClient(first.urls.app, async () => undefined)).rejects.toThrow(/invalid database/);
    await first.stop();
    const next = await start();
    await withClient(next.urls.app, (client) => client.query('SELECT 1'));
  });

  it('does not touch a foreign process whose pid stands in a stale file', async () => {
    await (await start()).stop();
    const foreign = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    writeFileSync(pidFile, `${foreign.pid}\n${join(dataDir, 'postgres')}\n`);
    try {
      await start();
      expect(findProcess(foreign.pid ?? 0)?.commandLine).toContain('sleep');
      expect(readFileSync(pidFile, 'utf8')).not.toMatch(`${foreign.pid}\n`);
    } finally {
      foreign.kill('SIGKILL');
    }
  });

  it('makes the cluster anew when the first attempt was cut short', async () => {
    mkdirSync(join(dataDir, 'postgres.new'));
    writeFileSync(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n');
    const { urls } = await start();
    await withClient(urls.app, (client) => client.query('SELECT 1'));
    expect(readdirSync(dataDir).filter((name) => /new|password/.test(name))).toEqual([]);
  });

  it('keeps the secrets to the one who started it', async () => {
    await start();
    const mode = (...path: string[]): string => (statSync(join(dataDir, ...path)).mode & 0o777).toString(8);
    expect(mode('secrets')).toBe('700');
    expect(mode('secrets', 'postgres')).toBe('600');
    expect(mode('postgres')).toBe('700');
    expect(statSync(join(dataDir, 'secrets')).uid).toBe(process.getuid?.());
  });

  it.runIf(process.getuid?.() === 0)(
    'puts its part where its user can go when root keeps the data closed',
    async () => {
      const closed = mkdtempSync(join(tmpdir(), 'hearthlore-closed-'));
      const inside = join(closed, 'data');
      mkdirSync(inside, { mode: 0o700 });
      let home = '';
      try {
        running = await startBundledPostgres({ dataDir: inside, isDurable: false });
        home = readFileSync(join(inside, 'postgres-location'), 'utf8').trim();
        expect(home).toMatch(/^\/var\/lib\/hearthlore\/data-[0-9a-f]{16}$/);
        await withClient(running.urls.app, (client) => client.query('SELECT 1'));
        expect(statSync(closed).mode & 0o777).toBe(0o700);
        expect(readdirSync(inside)).not.toContain('postgres');
        await expect(startBundledPostgres({ dataDir: inside, isDurable: false })).rejects.toThrow(/already runs/);
      } finally {
        await running?.stop();
        rmSync(closed, { recursive: true, force: true });
        if (home) rmSync(home, { recursive: true, force: true });
      }
    },
  );
});
