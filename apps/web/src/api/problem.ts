/** A refusal or failure as the API tells it (RFC 9457). The page's words are chosen by `code`, never by `detail`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** Stable code, such as `document.too-large`; `no-answer` where nothing answered. */
  readonly code: string;
  readonly status: number;
  /** What to tell whoever looks after the server. */
  readonly requestId: string | undefined;
  /** Seconds to wait before another try is of use. */
  readonly retryAfter: number | undefined;
  /** Further members of the problem, such as the id of the document a duplicate repeats. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, options: ProblemOptions = {}) {
    super(code, { cause: options.cause });
    this.code = code;
    this.status = status;
    this.requestId = options.requestId;
    this.retryAfter = options.retryAfter;
    this.details = options.details ?? {};
  }
}

interface ProblemOptions {
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** @param retryAfter The header of that name, in seconds; a date there is not something our API sends. */
export function toProblem(status: number, body: unknown, retryAfter: string | null): ApiProblem {
  const members = isRecord(body) ? body : {};
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  return new ApiProblem(textOf(members['code']) ?? `http.${status}`, status, {
    requestId: textOf(members['requestId']),
    retryAfter: Number.isNaN(seconds) ? undefined : seconds,
    details: isRecord(members['details']) ? members['details'] : members,
  });
}

/** Reads a refusal without consuming the response, which the caller may still hand on. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return toProblem(response.status, body, response.headers.get('retry-after'));
}

export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem('no-answer', 0, { cause: error });
}
