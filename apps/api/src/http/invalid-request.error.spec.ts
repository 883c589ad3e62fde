import { ValidationPipe } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsString, Length, Max, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from './invalid-request.error.js';

class Inner {
  @IsInt()
  @Max(5)
  count!: number;
}

class Outer {
  @IsString()
  @Length(1, 10)
  title!: string;

  @ValidateNested({ each: true })
  @Type(() => Inner)
  items!: Inner[];
}

/** As the server sets it up. */
const pipe = new ValidationPipe({
  whitelist: true,
  forbidNonWhitelisted: true,
  transform: true,
  exceptionFactory: (errors) => InvalidRequestError.of(errors),
});

async function problemsOf(body: unknown): Promise<InvalidRequestError['problems']> {
  const error: unknown = await pipe
    .transform(body, { type: 'body', metatype: Outer })
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof InvalidRequestError)) expect.unreachable();
  return error.problems;
}

describe('an invalid request', () => {
  it('names field and rule, also deep inside', async () => {
    expect(await problemsOf({ title: 7, items: [{ count: 1 }, { count: 9 }] })).toEqual([
      { pointer: '/title', code: 'isLength' },
      { pointer: '/title', code: 'isString' },
      { pointer: '/items/1/count', code: 'max' },
    ]);
  });

  it('never repeats what was sent', async () => {
    const problems = await problemsOf({ title: 'zebraholz-zebraholz', items: [{ count: 'zebraholz' }] });
    expect(problems.length).toBeGreaterThan(1);
    expect(JSON.stringify(problems)).not.toContain('zebraholz');
  });

  it('never repeats the name of a property that nobody knows, at whatever depth', async () => {
    const problems = await problemsOf({ title: 'x', zebraholz: 1, items: [{ count: 1, zebraholz: { zebraholz: 2 } }] });
    expect(problems).toEqual([
      { pointer: '/', code: 'whitelistValidation' },
      { pointer: '/items/0', code: 'whitelistValidation' },
    ]);
  });

  it('is one though nothing was sent at all', async () => {
    for (const body of [{}, []]) expect((await problemsOf(body)).length).toBeGreaterThan(0);
  });
});
