/** A place outside the database that remembers what was signed: the log cannot be shortened without it. */
export abstract class CheckpointAnchor {
  /** @param note A signed checkpoint; it is on disk when this resolves. */
  abstract add(note: string): Promise<void>;
  /** @returns The newest note, or `undefined` where there is none. */
  abstract findLast(): Promise<string | undefined>;
}
