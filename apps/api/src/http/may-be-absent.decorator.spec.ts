import { plainToInstance } from 'class-transformer';
import { IsInt, validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { MayBeAbsent } from './may-be-absent.decorator.js';

class Request {
  @MayBeAbsent()
  @IsInt()
  limit: number = 10;

  @MayBeAbsent()
  @IsInt()
  offset?: number;
}

const problemsOf = (body: object): string[] =>
  validateSync(plainToInstance(Request, body), { whitelist: true, forbidNonWhitelisted: true }).map(
    ({ property }) => property,
  );

describe('a field that may be absent', () => {
  it('is fine when it is left out, or right', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ limit: 3, offset: 4 })).toEqual([]);
  });

  it('is refused when it is wrong, and null is wrong', () => {
    expect(problemsOf({ limit: null, offset: null })).toEqual(['limit', 'offset']);
    expect(problemsOf({ offset: '4' })).toEqual(['offset']);
  });
});
