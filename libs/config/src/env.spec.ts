import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidEnvironmentError } from './config.errors.js';
import { loadEnv } from './env.js';
import { Secret } from './secret.js';

const folder = mkdtempSync(join(tmpdir(), 'hearthlore-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the environment', () => {
  it('has a working default for everything', () => {
    expect(loadEnv({})).toMatchObject({
      HEARTHLORE_HOST: '127.0.0.1',
      HEARTHLORE_PORT: 7420,
      HEARTHLORE_VECTOR_STORE: 'sealed',
    });
  });

  it('names every bad variable and prints no value', () => {
    const bad = {
      HEARTHLORE_PORT: 'leaked-port',
      HEARTHLORE_LLM_URL: 'leaked-url',
      HEARTHLORE_LOG_LEVEL: 'leaked-level',
    };
    expect(() => loadEnv(bad)).toThrow(InvalidEnvironmentError);
    expect(() => loadEnv(bad)).toThrow(/HEARTHLORE_PORT.*HEARTHLORE_LLM_URL.*HEARTHLORE_LOG_LEVEL/);
    expect(() => loadEnv(bad)).not.toThrow(/leaked/);
  });

  it('reads a secret from a file, less one newline, and refuses both at once', () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'sk-local\n');
    expect(loadEnv({ HEARTHLORE_LLM_API_KEY_FILE: file }).HEARTHLORE_LLM_API_KEY?.reveal()).toBe('sk-local');
    expect(() => loadEnv({ HEARTHLORE_LLM_API_KEY_FILE: file, HEARTHLORE_LLM_API_KEY: 'x' })).toThrow(/both/);
    expect(() => loadEnv({ HEARTHLORE_LLM_API_KEY_FILE: join(folder, 'none') })).toThrow(
      /HEARTHLORE_LLM_API_KEY_FILE: unreadable/,
    );
  });
});

it('what needs another setting is refused without it', () => {
  expect(() => loadEnv({ HEARTHLORE_METRICS_PORT: '9464' })).toThrow('HEARTHLORE_METRICS_TOKEN: missing');
  expect(() => loadEnv({ HEARTHLORE_QUEUE: 'redis' })).toThrow('REDIS_URL: missing');
  expect(loadEnv({ HEARTHLORE_QUEUE: 'redis', REDIS_URL: 'redis://127.0.0.1' }).HEARTHLORE_QUEUE).toBe('redis');
});

describe('the recipients of backups', () => {
  it('are never identities, and an identity is not repeated', () => {
    const identity = `AGE-SECRET-KEY-1${'Q'.repeat(58)}`;
    for (const HEARTHLORE_BACKUP_RECIPIENTS of [
      identity,
      `age1abc, ${identity.toLowerCase()}`,
      `AGE-SECRET-KEY-PQ-1QQ`,
    ]) {
      expect(() => loadEnv({ HEARTHLORE_BACKUP_RECIPIENTS })).toThrow(/holds an age identity, the secret half/);
      expect(() => loadEnv({ HEARTHLORE_BACKUP_RECIPIENTS })).not.toThrow(/QQQ/);
    }
    expect(loadEnv({ HEARTHLORE_BACKUP_RECIPIENTS: 'age1abc' }).HEARTHLORE_BACKUP_RECIPIENTS).toBe('age1abc');
  });
});

describe('a secret', () => {
  it('does not print', () => {
    const secret = new Secret('swordfish');
    for (const text of [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ secret }, { depth: 9, showHidden: true }),
    ])
      expect(text).not.toContain('swordfish');
    expect(secret.reveal()).toBe('swordfish');
  });
});
