import { ApiProblem, toProblem } from './problem.js';

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * @returns The body of a success.
 * @throws {ApiProblem} for a refusal, and with the code `network` where nothing answered.
 */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  const answer = await request.catch((cause: unknown) => {
    throw new ApiProblem('no-answer', 0, { cause });
  });
  if (!answer.response.ok) {
    throw toProblem(answer.response.status, answer.error, answer.response.headers.get('retry-after'));
  }
  // openapi-fetch leaves `data` out where the route declares no body, and `T` is then `undefined`
  return answer.data as T;
}
