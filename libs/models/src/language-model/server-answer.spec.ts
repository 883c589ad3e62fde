import { describe, expect, it } from 'vitest';
import { parseModelList, parseOverflow } from './server-answer.js';

/** Bodies as real servers sent them, cut to the fields that matter. */
const LLAMA_CPP = {
  code: 400,
  message: 'request (40018 tokens) exceeds the available context size (8192 tokens), try increasing it',
  type: 'exceed_context_size_error',
  n_prompt_tokens: 40018,
  n_ctx: 8192,
};
const LITELLM = {
  message: `litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException - ${LLAMA_CPP.message}`,
  type: 'invalid_request_error',
  code: '400',
};
const VLLM = {
  message:
    "This model's maximum context length is 4096 tokens. However, you requested 5020 tokens (4996 in the messages, 24 in the completion).",
  type: 'BadRequestError',
  code: '400',
};

const asError = (body: { message: string; type: string; code: string | number }) => ({
  error: body,
  message: `400 ${body.message}`,
  type: body.type,
  code: String(body.code),
});

describe('parseOverflow', () => {
  it.each([
    ['llama.cpp', LLAMA_CPP, { neededTokens: 40018, availableTokens: 8192 }],
    ['LiteLLM in front of it', LITELLM, { neededTokens: 40018, availableTokens: 8192 }],
    ['vLLM', VLLM, { neededTokens: 5020, availableTokens: 4096 }],
  ])('reads the numbers of %s', (_, body, numbers) => {
    expect(parseOverflow(asError(body))).toEqual(numbers);
  });

  it('does without numbers', () => {
    const bare = { error: {}, message: '400 too long', code: 'context_length_exceeded' };
    expect(parseOverflow(bare)).toEqual({});
  });

  it('leaves other errors alone', () => {
    const other = { message: "Expected 'messages' to be an array", type: 'invalid_request_error', code: 400 };
    expect(parseOverflow(asError(other))).toBeUndefined();
  });
});

describe('parseModelList', () => {
  it.each([
    ['llama.cpp', { id: 'm', meta: { n_ctx: 8192, n_ctx_train: 32768 } }, 8192],
    ['vLLM', { id: 'm', max_model_len: 4096 }, 4096],
    ['a server that does not tell', { id: 'm', object: 'model' }, undefined],
  ])('finds the context that %s states', (_, model, contextTokens) => {
    expect(parseModelList({ object: 'list', data: [model] })).toEqual([{ id: 'm', contextTokens }]);
  });

  it('refuses what is no list', () => {
    for (const body of [undefined, '<html>', {}, { data: [{}] }]) expect(parseModelList(body)).toBeUndefined();
  });
});
