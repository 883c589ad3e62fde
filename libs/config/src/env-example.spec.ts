import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { envSchema, loadEnv } from './env.js';

/** Where the system keeps its caches and its credentials is the system's to say, not the operator's. */
const OF_THE_SYSTEM = ['CREDENTIALS_DIRECTORY', 'XDG_CACHE_HOME', 'LOCALAPPDATA'];

const example = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8');
const entries = [...example.matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
  ([, name = '', value = '']) => [name, value] as const,
);

it('names every variable of the schema, once, and none besides', () => {
  const wanted = Object.keys(envSchema.shape).filter((name) => !OF_THE_SYSTEM.includes(name));
  expect(entries.map(([name]) => name).sort()).toEqual(wanted.sort());
});

it('shows the defaults that count', () => {
  expect(loadEnv(Object.fromEntries(entries))).toEqual(loadEnv({}));
});
