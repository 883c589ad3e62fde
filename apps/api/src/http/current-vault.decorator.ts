import { VaultLockedError } from '@hearthlore/vault';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The vault of the member who asks. */
export const CurrentVault = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { vault } = context.switchToHttp().getRequest<FastifyRequest>();
  if (vault === undefined) throw new VaultLockedError();
  return vault;
});
