import { equalSecrets, randomBytes, throttleTag } from '@hearthlore/crypto';

const ID_BYTES = 16;
/** Members of one browser that are remembered: more people hardly share one. */
const MOST_MEMBERS = 6;
const PREFIX = 'hld1';
const PART = /^[A-Za-z0-9_-]{22}$/;

/** A browser or program that somebody has signed in with before. */
export interface KnownDevice {
  readonly id: Uint8Array;
  /** Keyed tags of device and member, newest first. */
  readonly members: readonly Uint8Array[];
}

/**
 * Marks of devices, kept by the devices alone: a random id, signed, and a tag for each member who has signed in there.
 * Who tries from a known device is counted apart from the rest of the world, so that nobody can lock a family out by
 * guessing. A mark lets nobody in, and a mark of one member is nothing to another one's account.
 */
export class KnownDevices {
  constructor(private readonly throttleKey: Uint8Array) {}

  /** @returns `undefined` for what we did not sign. */
  parse(mark: string): KnownDevice | undefined {
    const [prefix, ...parts] = mark.split('.');
    if (prefix !== PREFIX || parts.length < 2 || parts.length > 2 + MOST_MEMBERS) return undefined;
    if (!parts.every((part) => PART.test(part))) return undefined;
    const [id, signature, ...members] = parts.map((part) => new Uint8Array(Buffer.from(part, 'base64url')));
    if (id === undefined || signature === undefined || !equalSecrets(signature, this.#sign(id))) return undefined;
    return { id, members };
  }

  /** @param subject The member, as sign-in knows it: the hash of the address. */
  isKnownTo(device: KnownDevice, subject: Uint8Array): boolean {
    const wanted = this.#memberTag(device.id, subject);
    return device.members.some((tag) => equalSecrets(tag, wanted));
  }

  /** @returns The mark to keep from now on, which knows this member as well. */
  mark(device: KnownDevice | undefined, subject: Uint8Array): string {
    const id = device?.id ?? randomBytes(ID_BYTES);
    const tag = this.#memberTag(id, subject);
    const others = (device?.members ?? []).filter((member) => !equalSecrets(member, tag));
    const parts = [id, this.#sign(id), tag, ...others.slice(0, MOST_MEMBERS - 1)];
    return [PREFIX, ...parts.map((part) => Buffer.from(part).toString('base64url'))].join('.');
  }

  #sign(id: Uint8Array): Uint8Array {
    return throttleTag(this.throttleKey, 'device', id);
  }

  #memberTag(id: Uint8Array, subject: Uint8Array): Uint8Array {
    return throttleTag(this.throttleKey, 'device-of-member', new Uint8Array([...id, ...subject]));
  }
}
