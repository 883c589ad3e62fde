import { type Env, loadEnv, Secret } from '@hearthlore/config';

export interface FixedSetting {
  readonly name: string;
  /** Absent for a secret: that it is set is all that is told. */
  readonly value: string | undefined;
  readonly isSecret: boolean;
}

/** What the environment fixes, and the page therefore cannot change: everything that is not as it would be without it. */
export function fixedSettings(env: Env): FixedSetting[] {
  const defaults: Readonly<Record<string, unknown>> = loadEnv({});
  return Object.entries(env)
    .filter(([name, value]) => value !== undefined && textOf(value) !== textOf(defaults[name]))
    .map(([name, value]) => ({
      name,
      value: value instanceof Secret ? undefined : withoutCredentials(textOf(value)),
      isSecret: value instanceof Secret,
    }));
}

/** A host that the installation talks to, or would, and why. */
export interface TalkedTo {
  readonly purpose: 'language-model' | 'models' | 'vectors' | 'backup' | 'mail' | 'webhook' | 'queue';
  readonly host: string;
  /** Whether it is this machine. */
  readonly isLocal: boolean;
}

const HUB = 'huggingface.co';
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** Every host that is set: nothing else is ever talked to. */
export function talkedTo(env: Env): TalkedTo[] {
  const { HEARTHLORE_BACKUP_TARGET: target, HEARTHLORE_BACKUP_S3_ENDPOINT: endpoint } = env;
  const isS3 = target?.startsWith('s3:') === true;
  const models = env.HEARTHLORE_MODELS_PULL === 'off' ? undefined : `https://${HUB}`;
  const found: readonly (readonly [TalkedTo['purpose'], string | undefined])[] = [
    ['language-model', env.HEARTHLORE_LLM_URL],
    ['models', isWeb(env.HEARTHLORE_MODELS_MIRROR) ? env.HEARTHLORE_MODELS_MIRROR : undefined],
    ['models', models],
    ['vectors', env.QDRANT_URL],
    ['backup', isS3 ? (endpoint ?? `https://s3.${env.HEARTHLORE_BACKUP_S3_REGION}.amazonaws.com`) : undefined],
    ['mail', env.HEARTHLORE_SMTP_URL?.reveal()],
    ['webhook', env.HEARTHLORE_NOTIFY_WEBHOOK?.reveal()],
    ['queue', env.REDIS_URL?.reveal()],
  ];
  return found.flatMap(([purpose, address]) => {
    if (address === undefined) return [];
    const { hostname } = new URL(address);
    return [{ purpose, host: hostname, isLocal: LOCAL.test(hostname) }];
  });
}

const isWeb = (text: string | undefined): boolean => /^https?:/.test(text ?? '');

function textOf(value: unknown): string {
  if (value instanceof Secret) return 'secret';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value ?? null);
}

/** An address may carry a name and a password. */
function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}
