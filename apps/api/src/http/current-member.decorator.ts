import { InvalidAccessTokenError } from '@hearthlore/identity';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

/** Who asks, for routes that programs without keys may use too. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) => callerOf(context));

/** The id of the member who asks, or in whose name a program does: for what needs no keys. */
export const CurrentMember = createParamDecorator((_: unknown, context: ExecutionContext) => callerOf(context).ownerId);

function callerOf(context: ExecutionContext): Caller {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === undefined) throw new InvalidAccessTokenError();
  return caller;
}
