import {
  ADDRESS_POLICIES,
  RATE_POLICIES,
  RateLimitedError,
  RateLimiter,
  type RatePolicy,
  type RateSubject,
  type Standing,
  type Take,
} from '@hearthlore/identity';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.js';
import { rateLimitHeaders } from './rate-limit-headers.js';
import { routeClassOf } from './route-class.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** How the request's limits stand, as far as they were looked at. */
    rateStandings?: readonly Standing[];
  }
}

/** Before it is known who asks: by address, so that not even tokens are checked for whoever sends too many. */
@Injectable()
export class AddressLimitGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const routeClass = routeClassOf(request);
    if (routeClass === undefined) return true;
    const { address, throttleNetwork } = clientAddress(request);
    const from = address.includes(':') ? throttleNetwork : address;
    const policies = [...ADDRESS_POLICIES, ...(RATE_POLICIES[routeClass].address ?? [])];
    await limit(this.limiter, takes('address', from, policies), context);
    return true;
  }
}

/** Once it is known: by member, by program, and by the model that all share. */
@Injectable()
export class CallerLimitGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller } = request;
    const routeClass = routeClassOf(request);
    if (caller === undefined || routeClass === undefined) return true;
    const { member, program, model } = RATE_POLICIES[routeClass];
    await limit(
      this.limiter,
      [
        ...takes('member', caller.ownerId, member),
        ...(caller.program === undefined ? [] : takes('program', caller.holderId, program)),
        ...takes('model', '', model),
      ],
      context,
    );
    return true;
  }
}

const takes = (kind: RateSubject, id: string, policies: readonly RatePolicy[] = []): Take[] =>
  policies.map((policy) => ({ policy, subject: `${kind}:${id}` }));

/** @throws {RateLimitedError} */
async function limit(limiter: RateLimiter, wanted: readonly Take[], context: ExecutionContext): Promise<void> {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const standings = await limiter.take(wanted);
  request.rateStandings = [...(request.rateStandings ?? []), ...standings];
  void context.switchToHttp().getResponse<FastifyReply>().headers(rateLimitHeaders(request.rateStandings));
  const wait = Math.max(...standings.map((standing) => standing.wait));
  if (wait > 0) throw new RateLimitedError(wait);
}
