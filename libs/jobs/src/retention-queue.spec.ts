import type { Id } from '@hearthlore/kernel';
import { describe, expectTypeOf, it } from 'vitest';
import type { RetentionJobData, RetentionJobName, RetentionResult } from './retention-queue.js';

/** What may lie in a queue that no member's key protects: nothing that a member wrote. */
type MayLieInClear<T> = [T] extends [Id<string> | Date] ? true : false;

// Checked by the compiler: a title in a job is a type error here.
describe('a job', () => {
  it('can hold ids and dates alone', () => {
    expectTypeOf<MayLieInClear<RetentionJobData[keyof RetentionJobData]>>().toEqualTypeOf<true>();
    expectTypeOf<MayLieInClear<Id<'document'> | Date>>().toEqualTypeOf<true>();
    expectTypeOf<MayLieInClear<string>>().toEqualTypeOf<false>();
    expectTypeOf<{ readonly title: string }>().not.toExtend<RetentionJobData>();
  });

  it('is named by one of two words', () => {
    expectTypeOf<RetentionJobName>().toEqualTypeOf<'preview' | 'purge'>();
  });

  it('answers with a count and a date', () => {
    expectTypeOf<RetentionResult>().toEqualTypeOf<{ readonly expiredDocuments: number; readonly at: string }>();
  });
});
