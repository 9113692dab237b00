"""Golden files of the import of GGUF, made with the packages gguf 0.19.0 and tokenizers 0.22.2 (Python 3.11, NumPy 2.4.6).

    .venv/bin/python Tests/Fixtures/gguf/make_imports.py

Writes beside this script
  models/NAME.gguf        the golden models of Tests/Fixtures/models as llama.cpp's convert script writes them: names, the
                          order of the rows of queries and keys of a Llama, factors of Llama 3.1's rotation; `sharded` in parts
  models/types.gguf       a Llama whose tensors have every type that is read, of seeded random bytes
  models/types.json       of each of its parameters by transformers' name: the SHA-256 of gguf's dequantisation in float32,
                          queries and keys in transformers' order
  tokenizers/PRE.gguf     a small byte-level tokenizer for each `tokenizer.ggml.pre`, trained on this script's text with the
                          parts of the original that has this name (tokenizers' own objects)
  tokenizers/texts.json   texts, seeded, of letters, digits, spaces, marks, code and special tokens
  tokenizers/PRE.json     the ids that `tokenizers` gives them, with and without special tokens
"""

import hashlib
import json
import math
import random
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter
from gguf.quants import dequantize
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
PARTS = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
PRE = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
POST = {"post_attention_layernorm": "post_attention_norm", "post_feedforward_layernorm": "post_ffw_norm"}


def name_of(name, architecture):
    """llama.cpp's name of a parameter of transformers."""
    whole = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
             "lm_head.weight": "output.weight"}
    if name in whole:
        return whole[name]
    _, _, layer, *part, end = name.split(".")
    part = ".".join(part)
    return f"blk.{layer}.{(PARTS | (POST if architecture == 'olmo2' else PRE))[part]}.{end}"


def permute(weights, heads):
    """From halves of heads to neighbours, as the convert script has it."""
    return (weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:])
            .swapaxes(1, 2).reshape(weights.shape))


def undo(weights, heads):
    return (weights.reshape(heads, weights.shape[0] // heads // 2, 2, *weights.shape[1:])
            .swapaxes(1, 2).reshape(weights.shape))


def llama3_factors(config):
    """As the convert script computes them."""
    scaling, size = config["rope_scaling"], config["head_dim"]
    frequencies = 1.0 / (config["rope_theta"] ** (np.arange(0, size, 2, dtype=np.float32) / size))
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    original, factor = scaling["original_max_position_embeddings"], scaling["factor"]
    factors = []
    for frequency in frequencies:
        length = 2 * math.pi / frequency
        if length < original / high:
            factors.append(1)
        elif length > original / low:
            factors.append(factor)
        else:
            smooth = (original / length - low) / (high - low)
            factors.append(1 / ((1 - smooth) / factor + smooth))
    return np.array(factors, dtype=np.float32)


def describe(writer, config, architecture):
    """The metadata that the convert script takes from config.json."""
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    if "head_dim" in config:
        writer.add_key_length(config["head_dim"])
        writer.add_value_length(config["head_dim"])
    if architecture == "llama":
        writer.add_vocab_size(config["vocab_size"])
        writer.add_rope_dimension_count(config["head_dim"])
    scaling = config.get("rope_scaling") or {}
    if scaling.get("rope_type") in ("linear", "yarn"):
        writer.add_string(f"{architecture}.rope.scaling.type", scaling["rope_type"])
        writer.add_rope_scaling_factor(scaling["factor"])
    if scaling.get("rope_type") == "yarn":
        writer.add_rope_scaling_orig_ctx_len(scaling["original_max_position_embeddings"])
        writer.add_rope_scaling_yarn_attn_factor(scaling["attention_factor"])
        writer.add_rope_scaling_yarn_beta_fast(scaling["beta_fast"])
        writer.add_rope_scaling_yarn_beta_slow(scaling["beta_slow"])


def tiny_vocabulary(writer, count):
    """Two control tokens, an ordinary one for each of the first bytes, and a merge."""
    letters = [chr(c) for c in range(33, 127)][:count - 3]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(["<|endoftext|>", "<|im_end|>"] + letters + ["".join(letters[:2])])
    writer.add_token_types([3, 3] + [1] * (count - 2))
    writer.add_token_merges([" ".join(letters[:2])])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    writer.add_add_bos_token(False)
    writer.add_chat_template("{% for message in messages %}{{ message.content }}<|im_end|>{% endfor %}")


def golden(name, architecture, split=0):
    folder = HERE.parent / "models" / name
    config = json.loads((folder / "config.json").read_text())
    writer = GGUFWriter(HERE / "models" / f"{name}.gguf", architecture, split_max_tensors=split)
    writer.add_name(f"Tiny {name}")
    writer.add_license("apache-2.0")
    describe(writer, config, architecture)
    if architecture == "olmo2":
        writer.add_sliding_window(config["sliding_window"])
        writer.add_sliding_window_pattern([kind == "sliding_attention" for kind in config["layer_types"]])
    elif name == "mistral":
        writer.add_sliding_window(config["sliding_window"])
    tiny_vocabulary(writer, config["vocab_size"])
    if (config.get("rope_scaling") or {}).get("rope_type") == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_factors(config))
    for file in sorted(folder.glob("model*.safetensors")):
        raw = file.read_bytes()
        start = 8 + int.from_bytes(raw[:8], "little")
        for parameter, entry in json.loads(raw[8:start]).items():
            if parameter == "__metadata__":
                continue
            data = raw[start + entry["data_offsets"][0]:start + entry["data_offsets"][1]]
            numbers = np.frombuffer(data, np.float32 if entry["dtype"] == "F32" else np.uint16).reshape(entry["shape"])
            if architecture == "llama" and ".q_proj." in parameter:
                numbers = permute(numbers, config["num_attention_heads"])
            if architecture == "llama" and ".k_proj." in parameter:
                numbers = permute(numbers, config["num_key_value_heads"])
            numbers = np.ascontiguousarray(numbers)
            there = name_of(parameter, architecture)
            if entry["dtype"] == "F32":
                writer.add_tensor(there, numbers)
            elif numbers.ndim == 1:
                # As the convert script does with norms.
                writer.add_tensor(there, (numbers.astype(np.uint32) << 16).view(np.float32))
            else:
                writer.add_tensor(there, numbers.view(np.uint8), raw_dtype=Type.BF16)
    finish(writer)


def every_type():
    """Heads of eight, rows of 256 or 32, three layers, a type for each tensor."""
    dice = np.random.default_rng(14)
    config = dict(num_hidden_layers=3, max_position_embeddings=64, hidden_size=256, intermediate_size=32,
                  num_attention_heads=4, num_key_value_heads=2, rope_theta=10000.0, rms_norm_eps=1e-5, head_dim=8,
                  vocab_size=16)
    writer = GGUFWriter(HERE / "models" / "types.gguf", "llama")
    describe(writer, config, "llama")
    tiny_vocabulary(writer, config["vocab_size"])
    wide = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "F16", "BF16", "F32"]
    narrow = ["Q8_0", "Q5_1", "F16"]
    scales = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108],
              "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
    sizes = {"F16": (1, 2), "BF16": (1, 2), "F32": (1, 4)}
    from gguf.constants import GGML_QUANT_SIZES
    digests = {}

    def add(parameter, shape, kind):
        count, size = sizes.get(kind) or GGML_QUANT_SIZES[Type[kind]]
        if kind in scales:
            data = dice.integers(0, 256, (math.prod(shape) // count, size), dtype=np.uint8)
            for block in data:
                for place in scales[kind]:
                    # Scales around a hundredth.
                    block[place:place + 2].view(np.float16)[0] = np.float16(dice.normal(0, 0.01))
        else:
            numbers = dice.normal(0, 0.5, shape).astype(np.float32)
            data = (numbers.view(np.uint32) >> 16).astype(np.uint16) if kind == "BF16" else numbers.astype(
                np.float16 if kind == "F16" else np.float32)
        rows = shape[0] if len(shape) > 1 else 1
        data = np.ascontiguousarray(data).view(np.uint8).reshape(rows, -1)
        if kind in ("F16", "F32"):
            writer.add_tensor(name_of(parameter, "llama"),
                              data.view(np.float16 if kind == "F16" else np.float32).reshape(shape))
        else:
            writer.add_tensor(name_of(parameter, "llama"), data, raw_dtype=Type[kind])
        numbers = dequantize(data, Type[kind]).astype(np.float32, copy=False).reshape(shape)
        if ".q_proj." in parameter:
            numbers = undo(numbers, config["num_attention_heads"])
        if ".k_proj." in parameter:
            numbers = undo(numbers, config["num_key_value_heads"])
        digests[parameter] = hashlib.sha256(np.ascontiguousarray(numbers).tobytes()).hexdigest()

    add("model.embed_tokens.weight", (16, 256), "Q6_K")
    turn = 0
    for layer in range(config["num_hidden_layers"]):
        for part, shape in [("self_attn.q_proj", (32, 256)), ("self_attn.k_proj", (16, 256)),
                            ("self_attn.v_proj", (16, 256)), ("mlp.gate_proj", (32, 256)), ("mlp.up_proj", (32, 256))]:
            add(f"model.layers.{layer}.{part}.weight", shape, wide[turn % len(wide)])
            turn += 1
        add(f"model.layers.{layer}.self_attn.o_proj.weight", (256, 32), narrow[layer])
        add(f"model.layers.{layer}.mlp.down_proj.weight", (256, 32), narrow[-layer])
        for norm in ("input_layernorm", "post_attention_layernorm"):
            add(f"model.layers.{layer}.{norm}.weight", (256,), "F32")
    add("model.norm.weight", (256,), "F32")
    add("lm_head.weight", (16, 256), "Q8_0")
    finish(writer)
    (HERE / "models" / "types.json").write_text(json.dumps(digests, indent=1, sort_keys=True) + "\n")


LETTERS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
TEKKEN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"
          r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|"
          r"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
OLDER = [r"[\p{P}\$\+<=>\^~\|]+",
         r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)", r"\p{N}+", r"[0-9][0-9][0-9]"]


def split(*patterns, removed=False):
    cuts = [pre_tokenizers.Split(Regex(p), "removed" if removed else "isolated", invert=removed) for p in patterns]
    return pre_tokenizers.Sequence(cuts + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def digits():
    return pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                    pre_tokenizers.ByteLevel(add_prefix_space=False)])


# Pre-tokenizer, NFC, ignore_merges, whether a text begins with a token where the metadata is silent.
KINDS = {
    "llama-bpe": (split(LETTERS % r"\p{N}{1,3}"), False, True, True),
    "qwen2": (split(LETTERS % r"\p{N}"), True, False, False),
    "smollm": (digits(), False, False, False),
    "olmo": (pre_tokenizers.ByteLevel(add_prefix_space=False), True, False, False),
    # As allenai's dolma2 tokenizer has it.
    "dbrx": (split(LETTERS % r"\p{N}{1,3}", removed=True), False, False, False),
    "tekken": (split(TEKKEN), False, True, True),
    "gpt-2": (pre_tokenizers.ByteLevel(add_prefix_space=False), False, False, False),
    "default": (split(*OLDER), False, False, False),
}
WORDS = ("the quick brown fox jumps over 12 lazy dogs and 345 cats in 1999 they're we've I'll THEY'LL "
         "café cafe\u0301 über naïve Ångström A\u030a привет мир 你好 世界 日本語 한국어 "
         "def main(x): return x + 1 // == != -> {'a': [1, 2.5]} <b>&amp;</b> \t\t \n\n \r\n http://a.b/c?d=e "
         "👍🏽 👨‍👩‍👧 ☃ ½ ٣٤ Ⅷ ² \u00a0 \u200b \u0000 \u001b[0m x\u0301\u0302 \ufeff ﬁ "
         "<|end|> <|tool|> <|eot_id|> …").split(" ")


def texts():
    dice = random.Random(15)
    made = ["", " ", "  ", "\n", "a", "0", "1234567", "3.14159", "<|eot_id|>", " <|tool|> x", "I'VE it's"]
    for _ in range(90):
        parts = []
        for _ in range(dice.randrange(1, 9)):
            if dice.random() < 0.25:
                parts.append("".join(chr(c) for c in (dice.choice([dice.randrange(32, 127), dice.randrange(48, 58),
                                     dice.randrange(0xA0, 0x500), dice.randrange(0x4E00, 0x4F00),
                                     dice.randrange(0x1F600, 0x1F640), 32, 10, 9])
                                     for _ in range(dice.randrange(1, 6)))))
            else:
                parts.append(dice.choice(WORDS))
            parts.append(dice.choice(["", " ", " ", " ", "  ", "\n"]))
        made.append("".join(parts))
    return made


def vocabulary(pre):
    cut, nfc, ignores, begins = KINDS[pre]
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignores))
    tokenizer.pre_tokenizer = cut
    if nfc:
        tokenizer.normalizer = normalizers.NFC()
    trainer = trainers.BpeTrainer(vocab_size=340, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator([" ".join(WORDS)] * 3 + ["12 123 1234 the they there then 19 99"] * 4, trainer)
    special = [AddedToken(text, special=text != "<|tool|>", normalized=False)
               for text in ("<|begin|>", "<|end|>", "<|eot_id|>", "<|tool|>")]
    tokenizer.add_tokens(special)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    if begins:
        begin = ("<|begin|>", tokenizer.token_to_id("<|begin|>"))
        tokenizer.post_processor = processors.Sequence([
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing("<|begin|> $A", "<|begin|> $A <|begin|> $B", [begin])])
    made = json.loads(tokenizer.to_str())
    tokens = [token for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in made["model"]["merges"]]
    kinds = [{True: 3, False: 4}[token != "<|tool|>"] if token.startswith("<|") and len(token) > 4 else 1 for token in tokens]
    # What the convert script adds where the embedding table is longer.
    tokens += [f"[PAD{len(tokens)}]"]
    kinds += [5]
    writer = GGUFWriter(HERE / "tokenizers" / f"{pre}.gguf", "llama")
    describe(writer, dict(num_hidden_layers=1, max_position_embeddings=64, hidden_size=4, intermediate_size=4,
                          num_attention_heads=1, num_key_value_heads=1, rope_theta=10000.0, rms_norm_eps=1e-5,
                          head_dim=4, vocab_size=len(tokens)), "llama")
    writer.add_tokenizer_model("gpt2")
    if pre != "default":
        writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    writer.add_bos_token_id(tokens.index("<|begin|>"))
    writer.add_eos_token_id(tokens.index("<|end|>"))
    writer.add_tensor("token_embd.weight", np.zeros((len(tokens), 4), np.float16))
    writer.add_tensor("output_norm.weight", np.ones(4, np.float32))
    for part, shape in [("attn_q", (4, 4)), ("attn_k", (4, 4)), ("attn_v", (4, 4)), ("attn_output", (4, 4)),
                        ("ffn_gate", (4, 4)), ("ffn_up", (4, 4)), ("ffn_down", (4, 4)), ("attn_norm", (4,)), ("ffn_norm", (4,))]:
        writer.add_tensor(f"blk.0.{part}.weight", np.ones(shape, np.float32))
    finish(writer)
    lines = [[tokenizer.encode(text).ids, tokenizer.encode(text, add_special_tokens=False).ids] for text in texts()]
    body = ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    (HERE / "tokenizers" / f"{pre}.json").write_text(f"[\n{body}\n]\n")


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


for folder in ("models", "tokenizers"):
    (HERE / folder).mkdir(exist_ok=True)
for name, architecture in [("llama", "llama"), ("qwen2", "qwen2"), ("qwen3", "qwen3"), ("olmo3", "olmo2"), ("mistral", "llama")]:
    golden(name, architecture)
golden("sharded", "llama", split=8)
every_type()
(HERE / "tokenizers" / "texts.json").write_text(json.dumps(texts(), ensure_ascii=True, indent=0) + "\n")
for pre in KINDS:
    vocabulary(pre)
