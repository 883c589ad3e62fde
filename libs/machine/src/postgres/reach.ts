import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SystemUser } from './system-user.js';

const READ = 4;
const ENTER = 1;

/** Whether `user` may pass through every folder above `path`. Reads mode bits; access lists are not looked at. */
export function mayReach(path: string, user: SystemUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!grants(statSync(folder), user, ENTER)) return false;
    if (folder === dirname(folder)) return true;
  }
}

export function mayRead(path: string, user: SystemUser): boolean {
  return mayReach(path, user) && grants(statSync(path), user, READ);
}

function grants(stats: Stats, user: SystemUser, right: number): boolean {
  const shift = stats.uid === user.uid ? 6 : stats.gid === user.gid ? 3 : 0;
  return (stats.mode & (right << shift)) !== 0;
}
