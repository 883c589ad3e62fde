"""Writes a language model of half a megabyte that llama.cpp loads: no knowledge, real tokenizer, real transformer layers.

    make_tiny_gguf.py OUT.gguf words|random

words:  says SENTENCE and then ends, whatever it is asked
random: says printable noise and never ends by itself

Needs the packages gguf and numpy. Weights come from a fixed seed: the same arguments write the same model.
"""

import re
import sys

import gguf
import numpy as np

# No word may come twice: the next token is a function of the one before it alone.
SENTENCE = " According to your family documents, the answer stands on page two [1]."
# Tokens of their own, so that a prompt does not take one token per letter.
COMMON = "the of and to in is that for it as was with be by on not from this have are which question passage document answer"

WIDTH, LAYERS, HEADS, KV_HEADS, FEED_FORWARD, TRAINED_CONTEXT = 64, 2, 4, 2, 128, 131072
SEED = 7
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def byte_alphabet():
    """GPT-2's printable stand-in for each of the 256 bytes."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {**{byte: chr(byte) for byte in visible}, **{byte: chr(256 + i) for i, byte in enumerate(hidden)}}


ALPHABET = byte_alphabet()
BYTE_OF = {character: byte for byte, character in ALPHABET.items()}


def split_words(text):
    """The pieces within which GPT-2's tokenizer merges; enough of its pattern for ASCII."""
    return re.findall(r" ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+", text)


class Vocabulary:
    """Byte pair encoding whose merges build each known word from its left end, so that no word disturbs another."""

    def __init__(self):
        self.tokens = [ALPHABET[byte] for byte in range(256)]
        self.merges = []
        words = split_words(SENTENCE) + [f" {word}" for word in COMMON.split()]
        for word in words:
            self._learn([ALPHABET[byte] for byte in word.encode()])
        self.types = [gguf.TokenType.NORMAL] * len(self.tokens)
        self.end_of_text, self.turn_start, self.turn_end = map(
            self._control, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
        )
        self.ids = {token: i for i, token in enumerate(self.tokens)}

    def _learn(self, characters):
        left = characters[0]
        for character in characters[1:]:
            if (left, character) not in self.merges:
                self.merges.append((left, character))
                self.tokens.append(left + character)
            left += character

    def _control(self, token):
        self.tokens.append(token)
        self.types.append(gguf.TokenType.CONTROL)
        return len(self.tokens) - 1

    def encode_known(self, text):
        return [self.ids["".join(ALPHABET[byte] for byte in word.encode())] for word in split_words(text)]

    def is_printable(self, i):
        return self.types[i] == gguf.TokenType.NORMAL and all(32 <= BYTE_OF[c] < 127 for c in self.tokens[i])


def normalised(rows):
    """What the final RMS normalisation makes of a hidden state."""
    return rows / np.sqrt((rows**2).mean(1, keepdims=True) + 1e-5)


def head_that_says(sentence, vocabulary, embedding):
    """Solves the output layer so that each token of the sentence makes its successor certain."""
    newline = vocabulary.ids[ALPHABET[ord("\n")]]  # the last token of the chat template
    chain = [newline, *vocabulary.encode_known(sentence), vocabulary.turn_end]
    if len(set(chain)) != len(chain):
        raise ValueError("a token of the sentence comes twice")
    wanted = np.zeros((len(chain) - 1, len(vocabulary.tokens)), np.float32)
    for row, following in enumerate(chain[1:]):
        wanted[row, following] = 14.0
    return (np.linalg.pinv(normalised(embedding)[chain[:-1]]) @ wanted).T


def head_that_rambles(vocabulary, random):
    head = random.normal(0, 0.35, (len(vocabulary.tokens), WIDTH))
    # The first dimension is the same in every hidden state: it works as a bias that forbids all but printable tokens.
    head[:, 0] = [0.0 if vocabulary.is_printable(i) else -12.0 for i in range(len(vocabulary.tokens))]
    return head


def write_metadata(writer, vocabulary, mode):
    writer.add_name(f"hearthlore-test-{mode}")
    writer.add_context_length(TRAINED_CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(len(vocabulary.tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.types)
    writer.add_token_merges([f"{left} {right}" for left, right in vocabulary.merges])
    writer.add_bos_token_id(vocabulary.end_of_text)
    writer.add_eos_token_id(vocabulary.turn_end)
    writer.add_pad_token_id(vocabulary.end_of_text)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    writer.add_chat_template(TEMPLATE)


def write_model(path, mode):
    random = np.random.default_rng(SEED)
    vocabulary = Vocabulary()
    embedding = random.normal(0, 1, (len(vocabulary.tokens), WIDTH))
    embedding[:, 0] = 4.0
    # The layers must not drown the chain of tokens in one mode and must vary the noise in the other.
    strength = 0.002 if mode == "words" else 0.3
    head = head_that_says(SENTENCE, vocabulary, embedding) if mode == "words" else head_that_rambles(vocabulary, random)

    writer = gguf.GGUFWriter(path, "llama")
    write_metadata(writer, vocabulary, mode)

    def add(name, values):
        writer.add_tensor(name, np.ascontiguousarray(values, np.float32))

    def add_random(name, rows, columns):
        add(name, random.normal(0, strength / np.sqrt(columns), (rows, columns)))

    add("token_embd.weight", embedding)
    add("output_norm.weight", np.ones(WIDTH))
    add("output.weight", head)
    key_width = WIDTH // HEADS * KV_HEADS
    for layer in (f"blk.{i}." for i in range(LAYERS)):
        add(layer + "attn_norm.weight", np.ones(WIDTH))
        add(layer + "ffn_norm.weight", np.ones(WIDTH))
        add_random(layer + "attn_q.weight", WIDTH, WIDTH)
        add_random(layer + "attn_k.weight", key_width, WIDTH)
        add_random(layer + "attn_v.weight", key_width, WIDTH)
        add_random(layer + "attn_output.weight", WIDTH, WIDTH)
        add_random(layer + "ffn_gate.weight", FEED_FORWARD, WIDTH)
        add_random(layer + "ffn_up.weight", FEED_FORWARD, WIDTH)
        add_random(layer + "ffn_down.weight", WIDTH, FEED_FORWARD)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[2] not in ("words", "random"):
        sys.exit("usage: make_tiny_gguf.py OUT.gguf words|random")
    write_model(sys.argv[1], sys.argv[2])
