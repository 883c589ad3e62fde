import { AppError } from '@hearthlore/kernel';
import type { PipeTransform } from '@nestjs/common';

class UnknownWordError extends AppError {
  readonly kind = 'not-found';
  readonly code: string;

  constructor(noun: string) {
    super(`No such ${noun}`);
    this.code = `${noun}.not-found`;
  }
}

/** For what is named by one of a few words instead of an id; another word is answered like an id that is not there. */
export class KnownWordPipe<T extends string> implements PipeTransform<string, T> {
  constructor(
    private readonly noun: string,
    private readonly parse: (text: string) => T | undefined,
  ) {}

  transform(text: string): T {
    const word = this.parse(text);
    if (word === undefined) throw new UnknownWordError(this.noun);
    return word;
  }
}
