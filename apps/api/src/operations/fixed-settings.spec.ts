import { loadEnv } from '@hearthlore/config';
import { describe, expect, it } from 'vitest';
import { fixedSettings, talkedTo } from './fixed-settings.js';
import { runbooks } from './runbooks.js';

const CANARY = 'swordfish';
const env = loadEnv({
  HEARTHLORE_LLM_URL: `http://somebody:${CANARY}@gpu.home.example:8000/v1`,
  HEARTHLORE_LLM_API_KEY: CANARY,
  HEARTHLORE_SMTP_URL: `smtps://somebody:${CANARY}@mail.example:465`,
  HEARTHLORE_NOTIFY_WEBHOOK: `https://hooks.example/${CANARY}`,
  HEARTHLORE_BACKUP_TARGET: 's3://backups/home',
  HEARTHLORE_MODELS_MIRROR: '/srv/models',
  QDRANT_URL: 'https://qdrant.example:6333',
  QDRANT_API_KEY: CANARY,
});

describe('what the environment fixes', () => {
  it('is named with its value, and a secret without', () => {
    const settings = fixedSettings(env);
    expect(settings.map(({ name }) => name)).not.toContain('HEARTHLORE_PORT');
    expect(settings).toContainEqual({
      name: 'HEARTHLORE_LLM_URL',
      value: 'http://gpu.home.example:8000/v1',
      isSecret: false,
    });
    expect(settings).toContainEqual({ name: 'HEARTHLORE_LLM_API_KEY', value: undefined, isSecret: true });
    expect(JSON.stringify(settings)).not.toContain(CANARY);
  });

  it('says every host that is talked to, and nothing but the host', () => {
    expect(talkedTo(env)).toEqual([
      { purpose: 'language-model', host: 'gpu.home.example', isLocal: false },
      { purpose: 'models', host: 'huggingface.co', isLocal: false },
      { purpose: 'vectors', host: 'qdrant.example', isLocal: false },
      { purpose: 'backup', host: 's3.us-east-1.amazonaws.com', isLocal: false },
      { purpose: 'mail', host: 'mail.example', isLocal: false },
      { purpose: 'webhook', host: 'hooks.example', isLocal: false },
    ]);
    expect(talkedTo(loadEnv({ HEARTHLORE_MODELS_PULL: 'off' }))).toEqual([]);
    expect(talkedTo(loadEnv({ HEARTHLORE_MODELS_PULL: 'off', HEARTHLORE_LLM_URL: 'http://[::1]:11434' }))).toEqual([
      { purpose: 'language-model', host: '[::1]', isLocal: true },
    ]);
  });
});

it('the papers have what is set, and no secret', () => {
  const rules = [
    { kind: 'documents', days: null },
    { kind: 'questions', days: 30 },
  ] as const;
  const texts = runbooks({ env, rules, members: 4, now: new Date('2026-07-01T00:00:00Z') });
  const [notice, record, table] = texts.map(({ text }) => text);
  expect(notice).toMatch(/2026-07-01.*Members of this installation: 4.*mail\.example \(mail\)/s);
  expect(record).toContain('an S3 bucket');
  expect(table).toMatch(/Documents \| no rule: never by age.*Questions in conversations \| 30 days/s);
  expect(texts.map(({ text }) => text).join()).not.toContain(CANARY);
});
