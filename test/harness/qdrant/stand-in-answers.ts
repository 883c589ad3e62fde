/** What the stand-in sends back. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly text: string;
}

/** A refusal in Qdrant's form and words: `{"status": {"error": …}}`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const noSuchCollection = (name: string): Refusal =>
  new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);

export const formatError = (what: string): Refusal => new Refusal(400, `Format error in JSON body: ${what}`);

/** The product does not use it, so it is not imitated: a test that comes here must fail, not pass by luck. */
export const notImitated = (what: string): Refusal =>
  new Refusal(501, `This is the stand-in of the tests, which does not imitate: ${what}`);

export function json(status: number, body: object): Answer {
  return { status, contentType: 'application/json', text: JSON.stringify({ ...body, time: 0 }) };
}

export const ok = (result: unknown): Answer => json(200, { result, status: 'ok' });

export const plain = (status: number, text: string, contentType?: string): Answer => ({
  status,
  text,
  ...(contentType !== undefined && { contentType }),
});

export function refused(error: Refusal): Answer {
  return json(error.status, { status: { error: error.message } });
}
