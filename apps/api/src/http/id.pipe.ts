import { AppError, type Id, parseId } from '@hearthlore/kernel';
import type { PipeTransform } from '@nestjs/common';

/** An id that cannot exist is answered like one that does not. */
class MalformedIdError extends AppError {
  readonly kind = 'not-found';
  readonly code: string;

  constructor(noun: string) {
    super(`No such ${noun}`);
    this.code = `${noun}.not-found`;
  }
}

/** @param noun What the id names, as in the code of the 404. */
export class IdPipe<T extends Id<string>> implements PipeTransform<string, T> {
  constructor(private readonly noun: string) {}

  transform(text: string): T {
    const id = parseId<T>(text);
    if (id === undefined) throw new MalformedIdError(this.noun);
    return id;
  }
}
