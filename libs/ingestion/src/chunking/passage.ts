/** A passage as the documents library keeps it. */
export interface Passage {
  readonly index: number;
  readonly text: string;
  /** "Chapter › Section", or '' outside any. */
  readonly heading: string;
  /** 1-based, `null` where the format has no pages. */
  readonly page: number | null;
  /** The same as `page` unless the last sentence runs on. */
  readonly lastPage: number | null;
}
