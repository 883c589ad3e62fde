import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where programs keep settings of a person on this system (XDG Base Directory Specification 0.8 on Linux). */
export function configFolder(environment: NodeJS.ProcessEnv, platform = process.platform, home = homedir()): string {
  const { APPDATA, XDG_CONFIG_HOME } = environment;
  if (platform === 'win32') return join(APPDATA ?? join(home, 'AppData', 'Roaming'), 'hearthlore');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'hearthlore');
  return join(XDG_CONFIG_HOME && isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(home, '.config'), 'hearthlore');
}
