import { AppError } from '@hearthlore/kernel';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isOriginOurs, PUBLIC_URL } from './host.js';

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
  constructor(@Inject(PUBLIC_URL) private readonly publicUrl: string) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { headers } = request;
    if (headers['x-hearthlore-client'] !== '1') throw new CrossSiteError();
    const site = headers['sec-fetch-site'];
    const isOurs =
      site === undefined
        ? headers.origin === undefined || isOriginOurs(headers.origin, request, this.publicUrl)
        : site === 'same-origin';
    if (!isOurs) throw new CrossSiteError();
    return true;
  }
}
