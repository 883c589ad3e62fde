import type { UserId } from '@hearthlore/kernel';

export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
export type AccountState = 'awaiting-confirmation' | 'active' | 'disabled' | 'erasing';

export interface Profile {
  readonly name: string;
  readonly email: string;
}

/** A member as the member, and the admins, may know it. Nothing here says what the member keeps. */
export interface Account extends Profile {
  readonly id: UserId;
  readonly role: Role;
  readonly state: AccountState;
  readonly createdAt: Date;
}

/** Addresses are compared trimmed, NFC and lower-cased; nothing provider-specific. */
export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

export function mayManageFamily(role: Role): boolean {
  return role === 'owner' || role === 'admin';
}
