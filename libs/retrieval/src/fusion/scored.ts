/** A thing found in a channel: a slot of an index, or a passage id. */
export interface Scored<K> {
  readonly key: K;
  readonly score: number;
}
