import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { listeningProblems } from './address/listening.js';
import { Networks } from './address/networks.js';
import { recipientProblems } from './backup-recipients.js';
import { InvalidEnvironmentError } from './config.errors.js';
import { qdrantProblems } from './qdrant-settings.js';
import { Secret } from './secret.js';

const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));

const connectionUrl = z.url({ protocol: /^postgres(ql)?$/ }).transform((value) => new Secret(value));

const httpUrl = z.url({ protocol: /^https?$/ });

/** `https://home.example` or with a port; a path would not survive in an Origin. */
const httpsOrigin = z
  .url({ protocol: /^https$/ })
  .refine((text) => `${new URL(text).origin}/` === new URL(text).href)
  .transform((text) => new URL(text).origin);

const networks = z
  .string()
  .default('')
  .transform((text, context) => {
    const parsed = Networks.parse(text);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: 'not a list of networks' });
    return z.NEVER;
  });

/** Of PostgreSQL's integer. */
const quota = z.coerce.number().int().min(0).max(2_147_483_647).optional();

/** Every variable that Hearthlore reads, in the order of `.env.example`. */
export const envSchema = z.object({
  HEARTHLORE_DATA_DIR: z
    .string()
    .default('./data')
    .transform((path) => resolve(path)),
  HEARTHLORE_HOST: z.union([z.literal('localhost'), z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  HEARTHLORE_PORT: z.coerce.number().int().min(1).max(65_535).default(7420),
  HEARTHLORE_PUBLIC_URL: httpsOrigin.optional(),
  HEARTHLORE_TLS_CERT_FILE: z.string().optional(),
  HEARTHLORE_TLS_KEY_FILE: z.string().optional(),
  HEARTHLORE_TRUSTED_PROXIES: networks,
  HEARTHLORE_ALLOWED_NETWORKS: networks,
  HEARTHLORE_SETUP_CODE: secret.optional(),
  HEARTHLORE_LLM_URL: httpUrl.optional(),
  HEARTHLORE_LLM_API: z.enum(['openai']).default('openai'),
  HEARTHLORE_LLM_MODEL: z.string().max(200).optional(),
  HEARTHLORE_LLM_API_KEY: secret.optional(),
  /** Answers that the model writes at once; the others wait in line. */
  HEARTHLORE_LLM_PARALLEL: z.coerce.number().int().min(1).max(64).default(1),
  HEARTHLORE_EMBEDDING: z.string().max(200).default('all-MiniLM-L6-v2'),
  HEARTHLORE_MODELS_DIR: z.string().optional(),
  HEARTHLORE_MODELS_MIRROR: z.string().optional(),
  /** Whether a missing model is fetched by itself; `off` for machines that must not ask anybody. */
  HEARTHLORE_MODELS_PULL: z.enum(['on', 'off']).default('on'),
  /** Where vectors are searched. With `qdrant` the sealed packs stay what everything is made from. */
  HEARTHLORE_VECTOR_STORE: z.enum(['sealed', 'qdrant']).default('sealed'),
  QDRANT_URL: httpUrl.optional(),
  QDRANT_API_KEY: secret.optional(),
  /** PEM of the authority that Qdrant's certificate is from, where the system does not know it. */
  HEARTHLORE_QDRANT_CA_FILE: z.string().optional(),
  /** Of collections that are made from now on; "hearthlore vectors rebuild" makes all of them anew. */
  HEARTHLORE_QDRANT_ON_DISK: z.enum(['on', 'off']).default('on'),
  HEARTHLORE_QDRANT_QUANTIZATION: z.enum(['none', 'int8']).default('none'),
  HEARTHLORE_QDRANT_SHARDS: z.coerce.number().int().min(1).max(64).default(1),
  HEARTHLORE_QDRANT_REPLICAS: z.coerce.number().int().min(1).max(8).default(1),
  HEARTHLORE_QUEUE: z.enum(['postgres', 'redis']).default('postgres'),
  /** Counters of limits, where there is a Redis, and the queues where they are to be there; in the database otherwise. */
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .transform((value) => new Secret(value))
    .optional(),
  /** What a member may have and do where nobody has set other limits; unset is without limit. */
  HEARTHLORE_QUOTA_BYTES: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  HEARTHLORE_QUOTA_DOCUMENTS: quota,
  HEARTHLORE_QUOTA_QUESTIONS_PER_DAY: quota,
  HEARTHLORE_QUOTA_TOKENS_PER_DAY: quota,
  /** Multiplies how many requests are let through; not how many guesses. */
  HEARTHLORE_LIMITS_SCALE: z.coerce.number().min(0.1).max(1000).default(1),
  /** A folder (`file:///…`) or a bucket (`s3://bucket/prefix`). */
  HEARTHLORE_BACKUP_TARGET: z.url({ protocol: /^(file|s3)$/ }).optional(),
  /** age recipients, separated by commas or spaces; their identities are never on this machine. */
  HEARTHLORE_BACKUP_RECIPIENTS: z.string().default(''),
  HEARTHLORE_BACKUP_S3_ENDPOINT: httpUrl.optional(),
  HEARTHLORE_BACKUP_S3_REGION: z.string().max(100).default('us-east-1'),
  HEARTHLORE_BACKUP_S3_KEY_ID: z.string().max(200).optional(),
  HEARTHLORE_BACKUP_S3_SECRET: secret.optional(),
  /** Whether the target keeps what is deleted by itself, so that nothing is deleted there from here. */
  HEARTHLORE_BACKUP_APPEND_ONLY: z.enum(['on', 'off']).default('off'),
  HEARTHLORE_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .transform((value) => new Secret(value))
    .optional(),
  HEARTHLORE_SMTP_FROM: z.string().max(320).optional(),
  HEARTHLORE_NOTIFY_WEBHOOK: httpUrl.transform((value) => new Secret(value)).optional(),
  HEARTHLORE_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  HEARTHLORE_METRICS_TOKEN: secret.optional(),
  HEARTHLORE_LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  DATABASE_URL: connectionUrl.optional(),
  DATABASE_APP_URL: connectionUrl.optional(),
  DATABASE_JOBS_URL: connectionUrl.optional(),
  DATABASE_BACKUP_URL: connectionUrl.optional(),
  DATABASE_QUEUE_URL: connectionUrl.optional(),
  MASTER_KEY_FILE: z.string().optional(),
  WORKER_KEY_FILE: z.string().optional(),
  /** Names of rules that the operator sets aside knowingly, separated by commas. */
  HEARTHLORE_ALLOW_INSECURE: z.string().default(''),
  TZ: z.string().default('UTC'),
  /** Where systemd puts what a unit's LoadCredential names. */
  CREDENTIALS_DIRECTORY: z.string().optional(),
  /** Where the system keeps caches: the models' folder lies below. */
  XDG_CACHE_HOME: z.string().optional(),
  LOCALAPPDATA: z.string().optional(),
});

export type Env = Readonly<z.output<typeof envSchema>>;

/** Variables whose value may come from a file named by `<NAME>_FILE`. */
const FILE_READABLE = [
  'HEARTHLORE_LLM_API_KEY',
  'QDRANT_API_KEY',
  'REDIS_URL',
  'HEARTHLORE_BACKUP_S3_SECRET',
  'HEARTHLORE_SMTP_URL',
  'HEARTHLORE_NOTIFY_WEBHOOK',
  'HEARTHLORE_METRICS_TOKEN',
  'DATABASE_URL',
  'DATABASE_APP_URL',
  'DATABASE_JOBS_URL',
  'DATABASE_BACKUP_URL',
  'DATABASE_QUEUE_URL',
] as const;

/**
 * Reads the environment once. An empty variable counts as absent.
 *
 * @throws {InvalidEnvironmentError} naming every bad variable, never its value.
 */
export function loadEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const problems: string[] = [];
  const values = withSecretFiles(source, problems);
  const result = envSchema.safeParse(values);
  if (!result.success) problems.push(...result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`));
  else
    for (const problemsOf of [listeningProblems, recipientProblems, qdrantProblems, lonelySettings])
      problems.push(...problemsOf(result.data));
  if (!result.success || problems.length > 0) throw new InvalidEnvironmentError(problems);
  return Object.freeze(result.data);
}

/** What is of no use, or not safe, without another one. */
function lonelySettings(env: z.output<typeof envSchema>): string[] {
  const problems: string[] = [];
  if (env.HEARTHLORE_METRICS_PORT !== undefined && env.HEARTHLORE_METRICS_TOKEN === undefined)
    problems.push('HEARTHLORE_METRICS_TOKEN: missing, the port needs it');
  if (env.HEARTHLORE_QUEUE === 'redis' && env.REDIS_URL === undefined)
    problems.push('REDIS_URL: missing, the queues are to be there');
  return problems;
}

function withSecretFiles(source: NodeJS.ProcessEnv, problems: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(envSchema.shape)) {
    const value = source[name];
    if (value !== undefined && value !== '') values[name] = value;
  }
  for (const name of FILE_READABLE) {
    const file = source[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    if (values[name] !== undefined) problems.push(`${name}: set both directly and by file`);
    else {
      try {
        values[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      } catch {
        problems.push(`${name}_FILE: unreadable`);
      }
    }
  }
  return values;
}
