import type { WindowRule } from './sliding-window.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** So many requests of one subject in any stretch of time; the name is what clients read. */
export interface RatePolicy extends WindowRule {
  readonly name: string;
}

/** What a route costs: routes of one class share a count. */
export const ROUTE_CLASSES = ['auth', 'upload', 'search', 'chat', 'default'] as const;
export type RouteClass = (typeof ROUTE_CLASSES)[number];

/** Whom a count is about. A program has its own besides its member's; the model is the family's. */
export type RateSubject = 'address' | 'member' | 'program' | 'model';

/** A long window for what is fair, and a short one so that it is not spent at once. */
function policies(name: string, perMinute: number, perFiveSeconds?: number): RatePolicy[] {
  const burst =
    perFiveSeconds === undefined ? [] : [{ name: `${name}-burst`, most: perFiveSeconds, window: 5 * SECOND }];
  return [{ name, most: perMinute, window: MINUTE }, ...burst];
}

/** The limits of docs/limits.md. Whoever is not in a class has no limit there. */
export const RATE_POLICIES: Readonly<Record<RouteClass, Partial<Record<RateSubject, readonly RatePolicy[]>>>> = {
  auth: { address: policies('auth', 120, 40), member: policies('auth', 60, 20), program: policies('auth-key', 30) },
  upload: { member: policies('upload', 600, 100), program: policies('upload-key', 300, 50) },
  search: { member: policies('search', 120, 30), program: policies('search-key', 60, 15) },
  chat: {
    member: policies('chat', 20, 5),
    program: policies('chat-key', 10, 3),
    model: policies('model', 60, 15),
  },
  default: { member: policies('default', 1200, 300), program: policies('default-key', 600, 100) },
};

/** Of one address (IPv4) or network (/64), over all classes: a household behind one address fits in many times. */
export const ADDRESS_POLICIES: readonly RatePolicy[] = policies('address', 3000, 600);
