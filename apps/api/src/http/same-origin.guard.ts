import { AppError } from '@hearthlore/kernel';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

class CrossSiteError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'auth.cross-site';

  constructor() {
    super('This request came from another site');
  }
}

/**
 * For the two routes that read the cookie. A page of another site cannot set our header without asking first (CORS),
 * and the browser itself says where a request comes from. Programs that are no browsers send neither.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers['x-hearthlore-client'] !== '1') throw new CrossSiteError();
    const site = headers['sec-fetch-site'];
    const isOurs =
      site === undefined
        ? headers.origin === undefined || hostOf(headers.origin) === headers.host
        : site === 'same-origin';
    if (!isOurs) throw new CrossSiteError();
    return true;
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
