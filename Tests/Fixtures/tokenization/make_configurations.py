"""Golden tokenizers as transformers builds them from a folder's files.

    .venv/bin/python Tests/Fixtures/tokenization/make_configurations.py
    .venv5/bin/python Tests/Fixtures/tokenization/make_configurations.py

Each case changes tokenizer.json of one of the folders here and puts files beside it. Recorded are the ids of the
texts, the ids read back, and what chat templates are given. Writes configurations-4.json, run by transformers 5
configurations-5.json.
"""

import json
import os
import tempfile
from pathlib import Path

os.environ["TRANSFORMERS_VERBOSITY"] = "critical"
import transformers  # noqa: E402

HERE = Path(__file__).parent
MAJOR = transformers.__version__.split(".")[0]
PRINTED = ("{{ bos_token }}|{{ eos_token }}|{{ pad_token }}|{{ unk_token }}|{{ additional_special_tokens }}|{{ image_token }}"
           "{% for m in messages %}<{{ m.content }}>{% endfor %}")
TEXTS = ["Hello there", " lamps in 1987", "bells<|im_end|> red <|new|> x", "a<|begin|>b<|end|>c <mask> d", "", "<s>keeper</s><pad>"]
TEMPLATE = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|begin|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {"<|begin|>": {"id": "<|begin|>", "ids": [600], "tokens": ["<|begin|>"]}}}
PLAIN = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True}


def named(content, **flags):
    return {"__type": "AddedToken", "content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False} | flags


def entry(content, **flags):
    return {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True} | flags


BOTH = {"bos_token": "<|begin|>", "eos_token": "<|end|>"}
FAST = {"tokenizer_class": "PreTrainedTokenizerFast"}
LLAMA = {"tokenizer_class": "LlamaTokenizerFast", "unk_token": None}
CASES = {
    "begin token by class": ("llama", {"post_processor": PLAIN}, {"tokenizer_config.json": LLAMA | BOTH | {"add_bos_token": True}}),
    "begin token by default of the class": ("llama", {"post_processor": PLAIN}, {"tokenizer_config.json": LLAMA | BOTH}),
    "no begin token by class": ("llama", {"post_processor": TEMPLATE}, {"tokenizer_config.json": LLAMA | BOTH | {"add_bos_token": False}}),
    "end token by class": ("llama", {"post_processor": TEMPLATE},
                           {"tokenizer_config.json": LLAMA | BOTH | {"add_bos_token": False, "add_eos_token": True}}),
    "neox": ("olmo", {"post_processor": TEMPLATE}, {"tokenizer_config.json": BOTH | {"tokenizer_class": "GPTNeoXTokenizer", "unk_token": None}}),
    "neox with both": ("olmo", {}, {"tokenizer_config.json": BOTH | {
        "tokenizer_class": "GPTNeoXTokenizerFast", "unk_token": None, "add_bos_token": True, "add_eos_token": True}}),
    "flags that the class ignores": ("llama", {"post_processor": TEMPLATE},
                                     {"tokenizer_config.json": FAST | BOTH | {"add_bos_token": False, "add_eos_token": True}}),
    "class by model type": ("llama", {"post_processor": PLAIN},
                            {"tokenizer_config.json": BOTH | {"unk_token": None}, "config.json": {"model_type": "llama"}}),
    "class in config.json": ("llama", {"post_processor": PLAIN}, {
        "tokenizer_config.json": BOTH | {"unk_token": None}, "config.json": {"model_type": "qwen2", "tokenizer_class": "LlamaTokenizerFast"}}),
    "tokens in special_tokens_map": ("llama", {}, {"tokenizer_config.json": FAST, "special_tokens_map.json": BOTH | {
        "pad_token": entry("<pad>"), "additional_special_tokens": ["<|new|>", named("<mask>", lstrip=True)]}}),
    "map beside added_tokens_decoder": ("llama", {}, {
        "tokenizer_config.json": FAST | {"added_tokens_decoder": {}, "eos_token": "<|end|>"}, "special_tokens_map.json": BOTH | {"pad_token": "<pad>"}}),
    "map wins": ("llama", {}, {"tokenizer_config.json": FAST | {"eos_token": "<|begin|>"}, "special_tokens_map.json": BOTH}),
    "added_tokens.json": ("llama", {}, {"tokenizer_config.json": FAST | BOTH, "added_tokens.json": {"<|new|>": 606, "<|im_end|>": 605}}),
    "token only in added_tokens_decoder": ("llama", {}, {"tokenizer_config.json": FAST | {"added_tokens_decoder": {"605": entry("<|im_end|>")}}}),
    "two tokens, ids with a gap": ("llama", {}, {"tokenizer_config.json": FAST | {
        "added_tokens_decoder": {"900": entry("<|im_end|>"), "700": entry("<|new|>", special=False, normalized=True)}}}),
    "end token that tokenizer.json lacks": ("llama", {}, {"tokenizer_config.json": FAST | {"eos_token": "<|im_end|>", "pad_token": "<|im_end|>"}}),
    "named token with flags": ("llama", {}, {"tokenizer_config.json": FAST | {"eos_token": named("<|im_end|>", rstrip=True)}}),
    "flags of a known token": ("llama", {}, {"tokenizer_config.json": FAST | {
        "added_tokens_decoder": {"601": entry("<|end|>", rstrip=True), "600": entry("<|begin|>", lstrip=True, special=False)}}}),
    "a token of the model made special": ("llama", {}, {"tokenizer_config.json": FAST | {"additional_special_tokens": ["keeper", "lamp"]}}),
    "special tokens are text": ("llama", {}, {"tokenizer_config.json": FAST | BOTH | {"split_special_tokens": True}}),
    "prefix space, silent": ("olmo", {"pre_tokenizer": PLAIN}, {"tokenizer_config.json": FAST}),
    "prefix space, off": ("olmo", {"pre_tokenizer": PLAIN}, {"tokenizer_config.json": FAST | {"add_prefix_space": False}}),
    "prefix space, on": ("olmo", {}, {"tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": True, "unk_token": "<|end|>"} | BOTH}),
    "prefix space in a sequence": ("llama", {}, {"tokenizer_config.json": FAST | {"add_prefix_space": True}}),
    "prefix space, Llama": ("olmo", {"pre_tokenizer": PLAIN}, {"tokenizer_config.json": LLAMA | BOTH}),
    "ids of tokenizer.json": ("llama", {"added_tokens": [{"id": 5000, **entry("<|new|>")}, {"id": 3, **entry("<|begin|>")}]},
                              {"tokenizer_config.json": FAST}),
    "padding of tokenizer.json": ("llama", {"padding": {
        "strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None, "pad_id": 601, "pad_type_id": 0, "pad_token": "<|end|>"}},
        {"tokenizer_config.json": FAST | BOTH}),
    "named template": ("llama", {}, {"tokenizer_config.json": FAST | BOTH | {"chat_template": [
        {"name": "tool_use", "template": "no"}, {"name": "default", "template": "yes {{ eos_token }}"}]}}),
    "only other templates": ("llama", {}, {"tokenizer_config.json": FAST | {"chat_template": [
        {"name": "tool_use", "template": "no"}, {"name": "rag", "template": "no"}]}}),
    "templates in files": ("llama", {}, {"tokenizer_config.json": FAST | {"chat_template": "no"}, "chat_template.jinja": "file",
                                         "additional_chat_templates/rag.jinja": "rag"}),
    "only additional files": ("llama", {}, {"tokenizer_config.json": FAST | {"chat_template": "no"}, "additional_chat_templates/rag.jinja": "rag"}),
    "Roberta's post-processor": ("olmo", {"post_processor": {
        "type": "RobertaProcessing", "sep": ["<|end|>", 601], "cls": ["<|begin|>", 600], "trim_offsets": True, "add_prefix_space": False}},
        {"tokenizer_config.json": FAST}),
    "Bert's post-processor": ("llama", {"post_processor": {"type": "BertProcessing", "sep": ["<|end|>", 601], "cls": ["<|begin|>", 600]}},
                              {"tokenizer_config.json": FAST}),
    "no configuration": ("llama", {}, {"config.json": {"model_type": "gpt_neox_japanese", "tokenizer_class": "PreTrainedTokenizerFast"}}),
}
if MAJOR == "4":
    CASES["extra tokens by name"] = ("llama", {}, {"tokenizer_config.json": FAST | {"extra_special_tokens": {"image_token": "<|new|>"}}})
else:
    BACKEND = {"tokenizer_class": "TokenizersBackend", "backend": "tokenizers"}
    CASES = {
        "begin token": ("llama", {"post_processor": PLAIN}, {"tokenizer_config.json": BACKEND | BOTH | {"add_bos_token": True}}),
        "no begin token": ("llama", {"post_processor": TEMPLATE}, {"tokenizer_config.json": BACKEND | BOTH | {"add_bos_token": False}}),
        "extra tokens": ("llama", {}, {"tokenizer_config.json": BACKEND | BOTH | {"extra_special_tokens": ["<|new|>", "<mask>"]}}),
        "any token key": ("llama", {}, {"tokenizer_config.json": BACKEND | {"image_token": "<|new|>", "pad_token": "<pad>"}}),
        "prefix space": ("olmo", {"pre_tokenizer": PLAIN}, {"tokenizer_config.json": BACKEND | {"add_prefix_space": False}}),
        "old class, tokens in a list": ("qwen", {}, {"tokenizer_config.json": BOTH | {
            "tokenizer_class": "Qwen2Tokenizer", "backend": "tokenizers", "add_prefix_space": False, "is_local": True, "unk_token": None,
            "pad_token": "<|end|>", "extra_special_tokens": ["<|im_end|>", "<|new|>"]}}),
        "both lists": ("llama", {}, {"tokenizer_config.json": BACKEND | {
            "additional_special_tokens": ["<|new|>"], "extra_special_tokens": ["<|im_end|>"]}}),
        "saved again": ("llama", {}, None),
        "saved again, tokens of the map": ("olmo", {}, None),
    }


def write(folder, base, change, files):
    state = json.loads((HERE / base / "tokenizer.json").read_text(encoding="utf-8")) | change
    (folder / "tokenizer.json").write_text(json.dumps(state), encoding="utf-8")
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def record(name, base, change, files):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        if files is None:
            # What transformers 5 itself writes: the folder it saves is the case.
            write(folder, base, change, {"tokenizer_config.json": FAST | BOTH, "special_tokens_map.json": BOTH | {"pad_token": "<pad>"}})
            saved = folder / "saved"
            transformers.AutoTokenizer.from_pretrained(folder).save_pretrained(saved)
            files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in saved.iterdir() if path.name != "tokenizer.json"}
            state, old = json.loads((saved / "tokenizer.json").read_text(encoding="utf-8")), json.loads((HERE / base / "tokenizer.json").read_text())
            change = {key: value for key, value in state.items() if key != "model" and value != old[key]}
            folder = saved
        elif not any("chat" in name for name in files) and "chat_template" not in files.get("tokenizer_config.json", {}):
            files = files | {"chat_template.jinja": PRINTED}
            write(folder, base, change, files)
        else:
            write(folder, base, change, files)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        row = {"name": name, "base": base, "change": change, "files": files, "ids": [tokenizer(text)["input_ids"] for text in TEXTS]}
        row["decoded"] = [tokenizer.decode(ids, skip_special_tokens=True) for ids in row["ids"]]
        if "chat_template.jinja" in files or tokenizer.chat_template:
            try:
                row["chat"] = tokenizer.apply_chat_template([{"role": "user", "content": "hi"}], tokenize=False)
            except ValueError:
                row["chat"] = None
        return row


def main():
    rows = [record(name, *case) for name, case in CASES.items()]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / f"configurations-{MAJOR}.json").write_text(
        json.dumps(TEXTS).join(['{"texts":', ',\n"rows":[\n']) + lines + "\n]}\n", encoding="utf-8")
    print(len(rows), "cases")


main()
