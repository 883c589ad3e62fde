import { ApiProblem } from '../../api/problem.js';

/** An error inside a stream carries its stable code as text; one before it is a problem already. */
export function streamProblem(error: Error): Error {
  if (error instanceof ApiProblem) return error;
  return /^[a-z]+([.-][a-z-]+)*$/.test(error.message)
    ? new ApiProblem(error.message, 503)
    : new ApiProblem('no-answer', 0, { cause: error });
}
