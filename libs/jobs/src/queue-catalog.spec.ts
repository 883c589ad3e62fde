import type { Id } from '@hearthlore/kernel';
import { describe, expectTypeOf, it } from 'vitest';
import type { QueueCatalog, QueueName } from './queue-catalog.js';

/** What may lie in a queue that no member's key protects: nothing that a member wrote. */
type MayLieInClear<T> = [T] extends [Id<string> | Date] ? true : false;
/** Every field of every job. */
type Fields<T> = T extends Readonly<Record<string, never>> ? never : T[keyof T];
type Carried = {
  readonly [Q in QueueName]: { [N in keyof QueueCatalog[Q]]: Fields<QueueCatalog[Q][N]> }[keyof QueueCatalog[Q]];
}[QueueName];

// Checked by the compiler: a title in a job is a type error here.
describe('a job', () => {
  it('can hold ids and dates alone', () => {
    expectTypeOf<MayLieInClear<Carried>>().toEqualTypeOf<true>();
    expectTypeOf<Carried>().not.toBeNever();
  });

  it('would not pass with a word', () => {
    expectTypeOf<MayLieInClear<Id<'document'> | Date>>().toEqualTypeOf<true>();
    expectTypeOf<MayLieInClear<Carried | string>>().toEqualTypeOf<false>();
    expectTypeOf<MayLieInClear<Fields<{ readonly title: string }>>>().toEqualTypeOf<false>();
  });
});
