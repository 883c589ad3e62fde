import { type AccessClaims, InvalidAccessTokenError } from '@hearthlore/identity';
import { Clock } from '@hearthlore/kernel';
import { KeyCache, type MemberVault, StepUpRequiredError } from '@hearthlore/vault';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ACCESS_TOKEN } from './access-token.strategy.js';
import { IS_PUBLIC, NEEDS_STEP_UP } from './access.decorators.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the session guard on every route that is not public. */
    vault?: MemberVault;
  }
}

/**
 * Asks for an access token and for the session's keys in memory: a token alone opens nothing. The owner of everything
 * that follows comes from here, never from the request.
 */
@Injectable()
export class SessionGuard extends AuthGuard(ACCESS_TOKEN) {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyCache,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const marks = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, marks)) return true;
    await super.canActivate(context);
    const request = context.switchToHttp().getRequest<FastifyRequest & { user: AccessClaims }>();
    const vault = this.keys.get(request.user.sessionId);
    if (vault.ownerId !== request.user.userId) throw new InvalidAccessTokenError();
    if (this.reflector.getAllAndOverride<boolean>(NEEDS_STEP_UP, marks) && !vault.isSteppedUp(this.clock.now()))
      throw new StepUpRequiredError();
    request.vault = vault;
    return true;
  }

  override handleRequest<T>(error: unknown, claims: T): T {
    if (error instanceof Error || !claims) throw new InvalidAccessTokenError();
    return claims;
  }
}
