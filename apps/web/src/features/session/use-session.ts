import { useSyncExternalStore } from 'react';
import { sessionStore } from '../../api/session.js';
import type { SessionState } from '../../api/session-store.js';
import type { User } from '../../api/types.js';

export function useSession(): SessionState {
  return useSyncExternalStore(sessionStore.subscribe, () => sessionStore.state);
}

/** @returns Who is signed in; `undefined` for the moment between the end of a session and the login screen. */
export function useUser(): User | undefined {
  const session = useSession();
  return session.kind === 'signed-in' || session.kind === 'locked' ? session.user : undefined;
}

/** Whether somebody may add, change and erase documents; a viewer reads and asks. */
export const mayWrite = (user: User | undefined): boolean => user !== undefined && user.role !== 'viewer';

/** What an owner may do beyond their own documents: routes.md, "Roles". */
export const mayInvite = (user: User | undefined): boolean => user?.role === 'owner' || user?.role === 'admin';
