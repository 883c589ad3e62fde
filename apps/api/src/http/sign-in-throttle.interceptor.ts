import { AccountsService, type Guess, GuessThrottle } from '@hearthlore/identity';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { z } from 'zod';
import { IS_PUBLIC } from './access.decorators.js';
import { clientAddress } from './client-address.js';
import { KnownDeviceCookie } from './known-device.js';

const SIGN_IN = 'POST /api/v1/auth/login';
/** Asked with an open session: the passphrase once more, or a code of the factor that is being set. */
const IN_SESSION: ReadonlySet<string> = new Set([
  'POST /api/v1/me/step-up',
  'POST /api/v1/me/recovery-key/check',
  'POST /api/v1/me/totp/confirm',
]);
/** These read the cookie of a session, 256 random bits, or hand out a challenge: nothing that is guessed. */
const NOTHING_TO_GUESS: ReadonlySet<string> = new Set([
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/logout',
  'POST /api/v1/auth/passkey/options',
]);

const addressed = z.looseObject({ email: z.string().max(320) });
/** What every way in ends with. */
const signedIn = z.looseObject({ accessToken: z.string(), user: z.looseObject({ email: z.string() }) });

/**
 * Puts the throttle around everything that somebody could guess at: each public route that changes something, and what
 * asks for the passphrase in a session. A route that comes later is covered without being named here.
 */
@Injectable()
export class SignInThrottleInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly throttle: GuessThrottle,
    private readonly accounts: AccountsService,
    private readonly cookie: KnownDeviceCookie,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const guess = this.#guessOf(request, context);
    if (guess === undefined) return next.handle();
    const result: unknown = await this.throttle.attempt(guess, () => lastValueFrom(next.handle()));
    const email = signedIn.safeParse(result).data?.user.email;
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (email !== undefined) this.cookie.set(request, reply, this.accounts.emailHash(email));
    return of(result);
  }

  #guessOf(request: FastifyRequest, context: ExecutionContext): Guess | undefined {
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    if (request.vault !== undefined)
      return IN_SESSION.has(route) ? { at: 'session', session: request.vault.holderId } : undefined;
    const isPublic = this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]);
    if (isPublic !== true || request.method === 'GET' || NOTHING_TO_GUESS.has(route)) return undefined;
    const from = { network: clientAddress(request).throttleNetwork, device: this.cookie.read(request) };
    const email = route === SIGN_IN ? addressed.safeParse(request.body).data?.email : undefined;
    return email === undefined
      ? { at: 'secret', from }
      : { at: 'account', subject: this.accounts.emailHash(email), from };
  }
}
