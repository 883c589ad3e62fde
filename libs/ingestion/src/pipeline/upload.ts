export interface Upload {
  readonly file: Uint8Array;
  readonly fileName: string;
  readonly title?: string | undefined;
  readonly expiresAt?: Date | undefined;
  /** ISO 639-1, where the member said so. */
  readonly language?: string | undefined;
  /** Adds a file again that is here already. */
  readonly allowDuplicate?: boolean | undefined;
}

/** The title that was given, or the name of the file without its extension. */
export function titleOf({ title, fileName }: Upload): string {
  return title ?? fileName.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, '');
}
