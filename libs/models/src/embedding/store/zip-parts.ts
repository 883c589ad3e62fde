import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';
import { MalformedArchiveError } from '../embedding.errors.js';

/** A piece of one entry of an archive. */
export interface ZipPart {
  /** As the archive has it. Compare it, never make a path of it: it may hold `..`. */
  readonly name: string;
  readonly data: Uint8Array;
  readonly isLast: boolean;
}

/**
 * Streams entries out of a zip archive as it is read.
 * @param wanted - Entries it refuses are skipped without being inflated.
 * @throws {MalformedArchiveError}
 */
export async function* zipParts(
  archive: AsyncIterable<Uint8Array>,
  wanted: (name: string) => boolean,
): AsyncGenerator<ZipPart> {
  const parts: ZipPart[] = [];
  let open = 0;
  const unzip = new Unzip((entry) => {
    if (!wanted(entry.name)) return;
    open++;
    entry.ondata = (error, data, isLast) => {
      if (error !== null) throw error;
      if (isLast) open--;
      parts.push({ name: entry.name, data, isLast });
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  unzip.register(UnzipPassThrough);
  for await (const chunk of archive) {
    push(unzip, chunk, false);
    yield* parts.splice(0);
  }
  push(unzip, new Uint8Array(), true);
  yield* parts.splice(0);
  if (open > 0) throw new MalformedArchiveError();
}

function push(unzip: Unzip, chunk: Uint8Array, isLast: boolean): void {
  try {
    unzip.push(chunk, isLast);
  } catch (cause) {
    throw new MalformedArchiveError({ cause });
  }
}
