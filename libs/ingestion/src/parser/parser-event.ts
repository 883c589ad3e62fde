import { z } from 'zod';
import { BLOCK_KINDS } from './document-parser.port.js';
import { UNREADABLE_REASONS } from './unreadable-reason.js';

/** The parser cuts longer blocks itself; longer ones would hold up the process that reads them. */
const BLOCK_CHARACTERS = 30_000;

const pageNumber = z.int().min(1).max(100_000).nullable();
const block = z.strictObject({
  kind: z.enum(BLOCK_KINDS),
  text: z.string().min(1).max(BLOCK_CHARACTERS),
  level: z.int().min(1).max(6).nullable(),
  page: pageNumber,
  offset: z.int().min(0),
});

/** A line of the parser program's output. It has read a foreign file, so what it says is checked like foreign input. */
const parserEvent = z.union([
  z.strictObject({ page: z.strictObject({ page: pageNumber, total: pageNumber, blocks: z.array(block) }) }),
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ end: z.literal(true) }),
  z.strictObject({ error: z.enum(UNREADABLE_REASONS) }),
]);
export type ParserEvent = z.infer<typeof parserEvent>;

/** @returns The event, or `undefined` for anything that the parser program does not say. */
export function parseParserEvent(line: string): ParserEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return parserEvent.safeParse(value).data;
}
