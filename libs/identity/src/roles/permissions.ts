import { ROLES, type Role } from '../accounts/account.js';

const EVERYBODY: readonly Role[] = ROLES;
const WRITERS: readonly Role[] = ['owner', 'admin', 'member'];
const MANAGERS: readonly Role[] = ['owner', 'admin'];
const OWNER: readonly Role[] = ['owner'];

/**
 * Who may do what, as data: a route names a permission, never a role. Owners and admins have no permission that shows
 * another member's documents, because nobody has one. [Note: Roles]
 */
export const PERMISSIONS = {
  'documents.read': EVERYBODY,
  'documents.write': WRITERS,
  'search.use': EVERYBODY,
  'chats.use': EVERYBODY,
  'api-keys.manage': WRITERS,
  'family.read': MANAGERS,
  'family.invite': MANAGERS,
  /** Disable, sign out, limit, reset, delete: an admin those below, the owner everybody else. */
  'family.manage': MANAGERS,
  'family.roles': OWNER,
  'retention.manage': MANAGERS,
  'backups.manage': MANAGERS,
  'backups.download': OWNER,
  'queues.manage': MANAGERS,
  'incidents.manage': MANAGERS,
  'lockdown.end': OWNER,
  'audit.read': MANAGERS,
  'system.read': MANAGERS,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function isAllowed(role: Role, permission: Permission): boolean {
  return PERMISSIONS[permission].includes(role);
}

export function permissionsOf(role: Role): Permission[] {
  const all: readonly Permission[] = Object.keys(PERMISSIONS).filter((name): name is Permission => name in PERMISSIONS);
  return all.filter((permission) => isAllowed(role, permission));
}

/** Whether somebody of this role may do something to a member of that one; the database's `may_manage` says the same. */
export function mayManage(role: Role, other: Role): boolean {
  if (role === 'owner') return other !== 'owner';
  return role === 'admin' && (other === 'member' || other === 'viewer');
}
