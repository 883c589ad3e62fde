import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = join(import.meta.dirname, '../../../docs/openapi.json');

const parameterSchema = z.looseObject({ name: z.string(), in: z.string(), schema: z.unknown() });
const operationSchema = z.looseObject({
  parameters: z.array(parameterSchema).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});

const PROBLEM = {
  description: 'A problem, as the head of the description says of every error.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
};

/** Ids by the noun before them in a path. */
export type IdsByNoun = Readonly<Record<string, string>>;

/**
 * The committed description of the API as a fuzzer gets it: ids in paths and bodies are somebody else's, and every
 * operation can answer with a problem, whose shape then is checked as well.
 *
 * @param own Tried as well, so that there is something to succeed with, but not to delete.
 * @throws if a path has an id of a noun that `foreign` does not know.
 */
export function foreignDescription(foreign: IdsByNoun, own: IdsByNoun): object {
  const { paths, ...rest } = documentSchema.parse(committed(foreign));
  const changed = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        {
          ...operation,
          parameters:
            operation.parameters?.map((parameter) =>
              withIds(parameter, idsOf(path, parameter.name, foreign, method === 'delete' ? {} : own)),
            ) ?? [],
          responses: { ...operation.responses, default: PROBLEM },
        },
      ]),
    ),
  ]);
  return { ...rest, paths: Object.fromEntries(changed) };
}

function committed(foreign: IdsByNoun): unknown {
  return JSON.parse(readFileSync(FILE, 'utf8'), (name, value: unknown) => {
    if (name === 'documentIds') return { type: 'array', items: { enum: [foreign['documents']] } };
    // The shape in the description is that of the whole text; the fuzzer would hold each event against it.
    return name === 'text/event-stream' ? {} : value;
  });
}

type Parameter = z.output<typeof parameterSchema>;

function idsOf(path: string, name: string, foreign: IdsByNoun, own: IdsByNoun): readonly string[] | undefined {
  const noun = new RegExp(`([\\w-]+)/\\{${name}\\}`).exec(path)?.[1];
  if (noun === undefined || noun === 'pages') return undefined;
  const [theirs, ours] = [foreign[noun], own[noun]];
  if (theirs === undefined) throw new Error(`no id is known for "${noun}": add one to the test`);
  return ours === undefined ? [theirs] : [theirs, ours];
}

function withIds(parameter: Parameter, ids: readonly string[] | undefined): Parameter {
  return ids === undefined ? parameter : { ...parameter, schema: { enum: ids } };
}
