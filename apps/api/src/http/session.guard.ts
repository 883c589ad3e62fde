import { type AccessClaims, type ApiKeyScope, InvalidAccessTokenError, ProgramAccess } from '@hearthlore/identity';
import { Clock } from '@hearthlore/kernel';
import { KeyCache, StepUpRequiredError } from '@hearthlore/vault';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ACCESS_TOKEN } from './access-token.strategy.js';
import { IS_PUBLIC, NEEDS_STEP_UP, SCOPES } from './access.decorators.js';
import { apiKeyOf } from './api-key-auth.js';
import type { Caller } from './caller.js';

/**
 * Asks for an access token and for the session's keys in memory, or for the key of a program: a token alone opens
 * nothing. The owner of everything that follows comes from here, never from the request.
 */
@Injectable()
export class SessionGuard extends AuthGuard(ACCESS_TOKEN) {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyCache,
    private readonly programs: ProgramAccess,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.#mark<boolean>(context, IS_PUBLIC)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const apiKey = apiKeyOf(request);
    const caller = apiKey === undefined ? await this.#memberOf(context) : await this.#programOf(context, apiKey);
    if (this.#mark<boolean>(context, NEEDS_STEP_UP) && caller.vault?.isSteppedUp(this.clock.now()) !== true)
      throw new StepUpRequiredError();
    request.caller = caller;
    if (caller.vault !== undefined) request.vault = caller.vault;
    return true;
  }

  override handleRequest<T>(error: unknown, claims: T): T {
    if (error instanceof Error || !claims) throw new InvalidAccessTokenError();
    return claims;
  }

  async #memberOf(context: ExecutionContext): Promise<Caller> {
    await super.canActivate(context);
    const { user } = context.switchToHttp().getRequest<FastifyRequest & { user: AccessClaims }>();
    const vault = this.keys.get(user.sessionId);
    if (vault.ownerId !== user.userId) throw new InvalidAccessTokenError();
    return { ownerId: vault.ownerId, holderId: vault.holderId, vault };
  }

  async #programOf(context: ExecutionContext, apiKey: string): Promise<Caller> {
    const program = await this.programs.authenticate(apiKey);
    await this.programs.assertMay(program, this.#mark<readonly ApiKeyScope[]>(context, SCOPES) ?? []);
    return { ownerId: program.ownerId, holderId: program.id, vault: program.vault, program };
  }

  #mark<T>(context: ExecutionContext, name: string): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(name, [context.getHandler(), context.getClass()]);
  }
}
