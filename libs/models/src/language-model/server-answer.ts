import { z } from 'zod';

/**
 * What model servers say about a model in `GET /models`, all of it optional: `meta.n_ctx` llama.cpp (per slot),
 * `max_model_len` vLLM, `context_length` and `loaded_context_length` LM Studio and routers.
 */
const listedModel = z.object({
  id: z.string(),
  meta: z.object({ n_ctx: z.number().int().positive().optional() }).nullish(),
  max_model_len: z.number().int().positive().nullish(),
  loaded_context_length: z.number().int().positive().nullish(),
  context_length: z.number().int().positive().nullish(),
});
const modelList = z.object({ data: z.array(listedModel).max(10_000) });

export interface ListedModel {
  readonly id: string;
  readonly contextTokens: number | undefined;
}

/** @returns The models a server lists, or `undefined` where the answer is not such a list. */
export function parseModelList(body: unknown): readonly ListedModel[] | undefined {
  const list = modelList.safeParse(body);
  return list.data?.data.map((model) => ({
    id: model.id,
    contextTokens:
      model.meta?.n_ctx ?? model.max_model_len ?? model.loaded_context_length ?? model.context_length ?? undefined,
  }));
}

const overflow = z.object({
  n_prompt_tokens: z.number().int().nonnegative().optional(),
  n_ctx: z.number().int().positive().optional(),
});

/** The codes and types that servers use for "too long": llama.cpp; OpenAI, vLLM and llama-cpp-python; LiteLLM. */
const OVERFLOW_NAME = /exceed_context_size_error|context_length_exceeded|ContextWindowExceeded/;
/** vLLM and some routers send a plain 400 whose text alone tells. */
const OVERFLOW_TEXT = /maximum context length|exceeds the available context size|context window/i;
const AVAILABLE = /(?:available context size|maximum context length)\D{0,20}(\d{2,9})/i;
const NEEDED = /(?:request \(|requested |resulted in |contains at least )(\d{2,9})/i;

/**
 * Recognises the answer of a server to a prompt that is too long. Only numbers are taken over from it.
 * @returns `undefined` where the error means something else.
 */
export function parseOverflow(error: {
  readonly error: unknown;
  readonly code?: string | null | undefined;
  readonly type?: string | undefined;
  readonly message: string;
}): { neededTokens?: number; availableTokens?: number } | undefined {
  const named = [error.code, error.type, error.message].some((text) => OVERFLOW_NAME.test(text ?? ''));
  if (!named && !OVERFLOW_TEXT.test(error.message)) return undefined;
  const body = overflow.safeParse(error.error).data;
  const needed = body?.n_prompt_tokens ?? numberIn(NEEDED, error.message);
  const available = body?.n_ctx ?? numberIn(AVAILABLE, error.message);
  return {
    ...(needed !== undefined && { neededTokens: needed }),
    ...(available !== undefined && { availableTokens: available }),
  };
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
