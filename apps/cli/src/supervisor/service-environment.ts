/** What a program needs to find others and its caches; nothing of it is ours. */
const SYSTEM = [
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

/** The settings of one process: nothing is handed to a process that has no use for it. */
export const API_SETTINGS = /^HEARTHLORE_/;
export const WORKER_SETTINGS = /^HEARTHLORE_(DATA_DIR|LOG_LEVEL|QUEUE|VECTOR_STORE|BACKUP_.*|SMTP_.*)$/;

export function serviceEnvironment(source: NodeJS.ProcessEnv, settings: RegExp, dataDir: string): NodeJS.ProcessEnv {
  const wanted = Object.entries(source).filter(([name]) => SYSTEM.includes(name) || settings.test(name));
  return { ...Object.fromEntries(wanted), HEARTHLORE_DATA_DIR: dataDir, NODE_ENV: 'production' };
}
