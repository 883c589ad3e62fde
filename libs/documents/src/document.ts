import type { DocumentId } from '@hearthlore/kernel';

export const DOCUMENT_STATES = ['queued', 'reading', 'indexing', 'ready', 'failed', 'interrupted', 'expiring'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/** What is sealed of a document besides its passages. */
export interface DocumentMeta {
  readonly title: string;
  readonly fileName: string;
  readonly mediaType: string;
  /** Size of the file that was sent; it is not kept. */
  readonly bytes: number;
  /** `null` until known, and for formats without pages. */
  readonly pages: number | null;
  readonly passages: number;
  /** ISO 639-1, `null` where undecided. */
  readonly language: string | null;
}

/** What stands in clear: state and dates. */
export interface DocumentStatus {
  readonly id: DocumentId;
  readonly state: DocumentState;
  /** 0 to 100. */
  readonly progress: number;
  /** A code of the routes page, such as `document.encrypted`. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** Since when its owner keeps it from every rule and date. */
  readonly heldAt: Date | null;
}

export interface DocumentSummary extends DocumentMeta, DocumentStatus {}

/** A piece of text that answers are drawn from and citations point to. */
export interface Passage {
  readonly index: number;
  readonly text: string;
  /** "Chapter › Section", or empty. */
  readonly heading: string;
  /** 1-based; `null` where the format has no pages. */
  readonly page: number | null;
  readonly lastPage: number | null;
}
