import {
  InvalidAccessTokenError,
  isAllowed,
  MemberRoles,
  NotAllowedError,
  type Permission,
} from '@hearthlore/identity';
import { SessionRevokedError } from '@hearthlore/vault';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { IS_PUBLIC } from './access.decorators.js';
import { OWN_ACCOUNT, PERMISSION } from './role.decorators.js';

/**
 * Asks what the member may do now, whatever the token or the key of a program was made for. It follows the session
 * guard. A route that says neither who may use it nor that everybody may is closed to all.
 */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly roles: MemberRoles,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const marks = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, marks)) return true;
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller === undefined) throw new InvalidAccessTokenError();
    const standing = await this.roles.standing(caller.ownerId);
    // Disabled or removed by now: the session has ended, though its keys may lie in this process for a moment yet.
    if (standing?.state !== 'active') throw new SessionRevokedError();
    const needed = this.reflector.getAllAndOverride<Permission | typeof OWN_ACCOUNT | undefined>(PERMISSION, marks);
    if (needed === undefined) throw new NotAllowedError();
    if (needed !== OWN_ACCOUNT && !isAllowed(standing.role, needed)) throw new NotAllowedError();
    return true;
  }
}
