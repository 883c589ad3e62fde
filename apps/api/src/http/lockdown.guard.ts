import { isAllowed, LockedDownError, Lockdown, type Permission } from '@hearthlore/identity';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OWN_ACCOUNT, PERMISSION } from './role.decorators.js';

const SHUT = 'hearthlore:shut-in-lockdown';

/** Of a public route: nobody new is let in while the house is shut. */
export const ShutInLockdown = () => SetMetadata(SHUT, true);

/**
 * While the house is shut, what a member's role opens is shut for everybody, owner and admins included: nothing is taken
 * in, searched or answered. What is left is the own account, and what only owner and admins may do.
 */
@Injectable()
export class LockdownGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly lockdown: Lockdown,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.lockdown.since === undefined) return true;
    const marks = [context.getHandler(), context.getClass()];
    const needed = this.reflector.getAllAndOverride<Permission | typeof OWN_ACCOUNT | undefined>(PERMISSION, marks);
    const isOfMembers = needed !== undefined && needed !== OWN_ACCOUNT && isAllowed('member', needed);
    if (isOfMembers || this.reflector.getAllAndOverride<boolean>(SHUT, marks)) throw new LockedDownError();
    return true;
  }
}
