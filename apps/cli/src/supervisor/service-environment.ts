/** What a program needs to find others and its caches; nothing of it is ours. */
const SYSTEM: readonly string[] = [
  'PATH',
  'HOME',
  'XDG_CACHE_HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'SystemRoot',
  'LOCALAPPDATA',
];

/** The settings of each process by name: a new one goes to nobody until it stands here. */
export const API_SETTINGS: readonly string[] = [
  'HEARTHLORE_HOST',
  'HEARTHLORE_PORT',
  'HEARTHLORE_PUBLIC_URL',
  'HEARTHLORE_TLS_CERT_FILE',
  'HEARTHLORE_TLS_KEY_FILE',
  'HEARTHLORE_TRUSTED_PROXIES',
  'HEARTHLORE_ALLOWED_NETWORKS',
  'HEARTHLORE_SETUP_CODE',
  'HEARTHLORE_LLM_URL',
  'HEARTHLORE_LLM_API',
  'HEARTHLORE_LLM_MODEL',
  'HEARTHLORE_LLM_API_KEY',
  'HEARTHLORE_LLM_API_KEY_FILE',
  'HEARTHLORE_LLM_PARALLEL',
  'HEARTHLORE_LIMITS_SCALE',
  'REDIS_URL',
  'REDIS_URL_FILE',
  'HEARTHLORE_EMBEDDING',
  'HEARTHLORE_MODELS_DIR',
  'HEARTHLORE_MODELS_MIRROR',
  'HEARTHLORE_MODELS_PULL',
  'HEARTHLORE_VECTOR_STORE',
  'HEARTHLORE_QUEUE',
  'HEARTHLORE_QUOTA_BYTES',
  'HEARTHLORE_QUOTA_DOCUMENTS',
  'HEARTHLORE_QUOTA_QUESTIONS_PER_DAY',
  'HEARTHLORE_QUOTA_TOKENS_PER_DAY',
  'HEARTHLORE_LOG_LEVEL',
];
export const WORKER_SETTINGS: readonly string[] = [
  'HEARTHLORE_VECTOR_STORE',
  'HEARTHLORE_QUEUE',
  'HEARTHLORE_LOG_LEVEL',
];

export function serviceEnvironment(
  source: NodeJS.ProcessEnv,
  settings: readonly string[],
  dataDir: string,
): NodeJS.ProcessEnv {
  const wanted = Object.entries(source).filter(([name]) => SYSTEM.includes(name) || settings.includes(name));
  return { ...Object.fromEntries(wanted), HEARTHLORE_DATA_DIR: dataDir, NODE_ENV: 'production' };
}
