import { UnreadableCiphertextError } from '@hearthlore/crypto';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { FoundPoints } from './found-points.js';
import { encodePointPayload, type HomePayload } from './point-payload.js';

const owner = newId<UserId>();
const document = newId<DocumentId>();
const [HOME, OTHER, GUEST] = ['home', 'other', 'guest'].map((_, i) => `00000000-0000-4000-8000-00000000000${i}`);

/** Opens what was sealed for nobody. */
const clear = {
  open: (_: string, sealed: Uint8Array): Uint8Array => {
    if (sealed.length === 0) throw new UnreadableCiphertextError();
    return sealed;
  },
};
const everything = (): boolean => true;

const aHome = (changed: Partial<HomePayload> = {}): Uint8Array =>
  encodePointPayload({
    kind: 'home',
    owner,
    document,
    edition: new Uint8Array(8),
    passage: 1,
    dimensions: 2,
    isWindow: [false],
    scales: Float32Array.of(0.5),
    values: Int8Array.of(1, 2),
    ...changed,
  });
const aGuest = (home = HOME, passage = 1): Uint8Array =>
  encodePointPayload({ kind: 'guest', owner, document, passage, home: home ?? '' });
const found = (id: string | undefined, payload: Uint8Array, score = 1) => ({ id: id ?? '', payload, score });

describe('FoundPoints', () => {
  it('is led to a home by its guest', () => {
    const points = new FoundPoints(owner, clear, everything);
    points.note([found(GUEST, aGuest())]);
    expect(points.missing(9)).toEqual([HOME]);
    expect(points.documents([HOME ?? ''])).toEqual(new Set([document]));
    points.noteHomes([found(HOME, aHome())]);
    expect([...points.homes.keys()]).toEqual([HOME]);
    expect(points.homeless([HOME ?? '']).size).toBe(0);
    expect(points.foreign).toBe(0);
  });

  it.each([
    ['of another passage', aHome({ passage: 2 }), 0],
    ['of another document', aHome({ document: newId<DocumentId>() }), 0],
    ['of another owner', aHome({ owner: newId<UserId>() }), 1],
    ['that is a guest itself', aGuest(), 0],
    ['that does not open', new Uint8Array(), 1],
    ['that is damaged', aHome().subarray(0, 50), 1],
  ])('does not follow a guest to a home %s', (_, payload, foreign) => {
    const points = new FoundPoints(owner, clear, everything);
    points.note([found(GUEST, aGuest())]);
    points.noteHomes([found(HOME, payload)]);
    expect(points.homes.size).toBe(0);
    expect(points.homeless([HOME ?? ''])).toEqual(new Set([document]));
    expect(points.foreign).toBe(foreign);
  });

  it('takes no home that nobody led to', () => {
    const points = new FoundPoints(owner, clear, everything);
    points.noteHomes([found(HOME, aHome())]);
    expect([points.homes.size, points.foreign]).toEqual([0, 0]);
  });

  it('leaves out documents that are not wanted, which is nothing foreign', () => {
    const points = new FoundPoints(owner, clear, () => false);
    points.note([found(GUEST, aGuest()), found(OTHER, aHome())]);
    expect([points.missing(9), points.homes.size, points.foreign]).toEqual([[], 0, 0]);
  });

  it('looks first at the passages whose points stand out most, taken together', () => {
    const points = new FoundPoints(owner, clear, everything);
    points.note([
      found('1', aGuest(OTHER, 2), 0.9),
      found('2', aGuest(HOME, 1), 0.8),
      found('3', aGuest(HOME, 1), 0.7),
      found('4', aGuest(GUEST, 3), 0.5),
    ]);
    expect(points.missing(2)).toEqual([HOME, OTHER]);
  });
});
