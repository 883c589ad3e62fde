import { type KnownDevice, KnownDevices } from '@hearthlore/identity';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The prefix makes browsers insist on Secure, Path=/ and no Domain. */
export const DEVICE_COOKIE = '__Host-hearthlore-device';
/** Seconds: whoever comes back once a year is still known. */
const LIFETIME = 365 * 24 * 3600;

/** The cookie that tells a device somebody has signed in on from one that a guesser uses. It lets nobody in. */
@Injectable()
export class KnownDeviceCookie {
  constructor(private readonly devices: KnownDevices) {}

  read(request: FastifyRequest): KnownDevice | undefined {
    return this.devices.parse(request.cookies[DEVICE_COOKIE] ?? '');
  }

  /** Call it once somebody is signed in. @param subject The hash of the member's address. */
  set(request: FastifyRequest, reply: FastifyReply, subject: Uint8Array): void {
    const mark = this.devices.mark(this.read(request), subject);
    const options = { httpOnly: true, secure: true, sameSite: 'strict', path: '/', maxAge: LIFETIME } as const;
    void reply.setCookie(DEVICE_COOKIE, mark, options);
  }
}
