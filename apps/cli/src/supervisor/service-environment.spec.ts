import { envSchema } from '@hearthlore/config';
import { describe, expect, it } from 'vitest';
import { API_SETTINGS, serviceEnvironment, WORKER_SETTINGS } from './service-environment.js';

/** Read by the supervisor, which hands on what comes of them by its pipe. */
const SUPERVISOR_ONLY = /^(DATABASE_|MASTER_KEY|WORKER_KEY|CREDENTIALS_DIRECTORY$|HEARTHLORE_DATA_DIR$)/;
const OF_THE_SYSTEM = ['TZ', 'XDG_CACHE_HOME', 'LOCALAPPDATA'];

const named = Object.keys(envSchema.shape);
const everything = Object.fromEntries(
  [...named, ...named.map((name) => `${name}_FILE`), 'HEARTHLORE_FUTURE', 'AWS_SECRET_ACCESS_KEY'].map((name) => [
    name,
    'x',
  ]),
);

describe('the environment of a service', () => {
  it('leaves no setting behind that somebody has to read', () => {
    const forServices = named.filter((name) => !SUPERVISOR_ONLY.test(name) && !OF_THE_SYSTEM.includes(name));
    expect(forServices.filter((name) => !API_SETTINGS.includes(name))).toEqual([]);
  });

  it.each([
    ['api', API_SETTINGS],
    ['worker', WORKER_SETTINGS],
  ])('of the %s has what is named for it, and nothing else', (_, settings) => {
    const environment = serviceEnvironment(everything, settings, '/data');
    expect(Object.keys(environment).sort()).toEqual(
      [...settings, ...OF_THE_SYSTEM, 'HEARTHLORE_DATA_DIR', 'NODE_ENV'].sort(),
    );
    expect(environment.HEARTHLORE_DATA_DIR).toBe('/data');
  });

  it('hands the worker neither the language model’s key nor the address people use', () => {
    expect(WORKER_SETTINGS.filter((name) => /LLM|TLS|PUBLIC|SETUP/.test(name))).toEqual([]);
  });
});
