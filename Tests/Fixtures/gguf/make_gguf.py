"""Golden files of the reader of GGUF, recorded from the package gguf 0.19.0 (Python 3.11, NumPy 2.4.6).

    .venv/bin/python Tests/Fixtures/gguf/make_gguf.py

Writes beside this script
  every-type.gguf    metadata of a small Llama and of every type of value; a tensor of every type that is
                     read, of two rows of one or two blocks of seeded random bytes, whose scales are finite
  expected.json      of each tensor: type, shape (rows first), and gguf.quants.dequantize of its bytes, the bits of each
                     float32 in eight hexadecimal digits
  other-types.gguf   an architecture that is not computed, and tensors of types that are not read
"""

import json
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize

HERE = Path(__file__).parent
# Of each type where the float16 scales of a block are.
SCALES = {"F32": [], "F16": [], "BF16": [], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2],
          "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
# Scales that random bytes seldom are: both zeros, below the normal ones, the largest, one.
CORNERS = [0x0000, 0x8000, 0x0001, 0x83FF, 0x7BFF, 0x3C00]
TEMPLATE = ("{% for message in messages %}<|im_start|>{{ message.role }}\n"
            "{{ message.content }}<|im_end|>\n{% endfor %}")


def blocks(name, dice):
    """Two rows of bytes of a type."""
    count, size = GGML_QUANT_SIZES[Type[name]]
    row = 1 if count == 256 else 2 if count == 32 else 16
    if name in ("F32", "F16", "BF16"):
        # Every kind of number but signalling NaN, whose bits a processor may change.
        data = dice.integers(0, 256, (2, row * size), dtype=np.uint8)
        words = data.view({"F32": np.uint32, "F16": np.uint16, "BF16": np.uint16}[name])
        quiet = {"F32": 1 << 22, "F16": 1 << 9, "BF16": 1 << 6}[name]
        exponent = {"F32": 0x7F800000, "F16": 0x7C00, "BF16": 0x7F80}[name]
        words[0, :6] = [0, exponent, exponent | quiet, 1, quiet, exponent - 1]
        special = (words & exponent) == exponent
        words[special & ((words & ~np.array(exponent | 1 << 8 * size - 1, words.dtype)) != 0)] |= quiet
        return data
    data = dice.integers(0, 256, (2 * row, size), dtype=np.uint8)
    for number, block in enumerate(data):
        for place in SCALES[name]:
            scale = block[place:place + 2].view(np.uint16)
            scale[0] &= 0xBBFF
            if number == 1:
                scale[0] = CORNERS[dice.integers(len(CORNERS))]
    return data.reshape(2, row * size)


def every_type():
    dice = np.random.default_rng(13)
    writer = GGUFWriter(HERE / "every-type.gguf", "llama")
    writer.add_name("Tiny of every type")
    writer.add_block_count(2)
    writer.add_context_length(256)
    writer.add_embedding_length(64)
    writer.add_head_count(4)
    writer.add_head_count_kv(2)
    writer.add_rope_freq_base(500000.0)
    writer.add_string("llama.rope.scaling.type", "yarn")
    writer.add_float32("llama.rope.scaling.factor", 4.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(["<|im_start|>", "<|im_end|>", "a", "\u0120b\u00e9"])
    writer.add_eos_token_id(1)
    writer.add_chat_template(TEMPLATE)
    for name, number in [("uint8", 255), ("int8", -128), ("uint16", 65535), ("int16", -32768),
                         ("uint32", 4294967295), ("int32", -2147483648), ("uint64", 18446744073709551615),
                         ("int64", -9223372036854775808), ("float32", 0.1), ("float64", 0.1),
                         ("bool", True), ("string", "\u00e9e\u0301")]:
        getattr(writer, f"add_{name}")(f"test.{name}", number)
    writer.add_array("test.list", [1, 2, -3])
    writer.add_array("test.nested", [["a", "b"], ["c"]])
    expected = {}
    for name in SCALES:
        data = blocks(name, dice)
        kind = Type[name]
        if name in ("F32", "F16"):
            writer.add_tensor(f"t.{name}", data.view(np.float32 if name == "F32" else np.float16))
        else:
            writer.add_tensor(f"t.{name}", data, raw_dtype=kind)
        numbers = np.ascontiguousarray(dequantize(data, kind)).astype(np.float32, copy=False)
        expected[f"t.{name}"] = {"type": name, "shape": list(numbers.shape),
                                 "bits": "".join(f"{bits:08x}" for bits in numbers.ravel().view(np.uint32))}
    finish(writer)
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in expected.items())
    (HERE / "expected.json").write_text(f"{{\n{lines}\n}}\n")


def other_types():
    writer = GGUFWriter(HERE / "other-types.gguf", "mamba")
    writer.add_uint32("mamba.block_count", 1)
    writer.add_tensor("ids", np.arange(4, dtype=np.int32))
    writer.add_tensor("w", np.zeros((2, 18), dtype=np.uint8), raw_dtype=Type.IQ4_NL)
    finish(writer)


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


every_type()
other_types()
