/** Groups that carry key material; one more, the last, only checks the others. */
export const KEY_GROUPS = 13;

export const groupsOf = (recoveryKey: string): string[] => recoveryKey.split('-');

/** Reads a group as people type it: any case, and the letters that look like digits (Crockford’s base 32). */
export function sameGroup(typed: string, group: string): boolean {
  const read = typed.trim().toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return read === group;
}

/** @returns Two different groups to type back, counted from 1, in rising order. */
export function pickTwoGroups(random: (below: number) => number = randomBelow): [number, number] {
  const one = random(KEY_GROUPS);
  const other = (one + 1 + random(KEY_GROUPS - 1)) % KEY_GROUPS;
  return [Math.min(one, other) + 1, Math.max(one, other) + 1];
}

/** The slight bias of the remainder does not matter: the pick guards against not writing the key down, not a thief. */
function randomBelow(limit: number): number {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return value % limit;
}
