"""Golden token ids and offsets, recorded from the `tokenizers` library.

    .venv/bin/python Tests/Fixtures/tokenization/make_tokenizers.py

Trains three small byte-level BPE tokenizers with the pre-tokenizers of Llama 3, Qwen and Olmo (GPT-4
style) and writes <name>/tokenizer.json and encodings.json: fuzzed Unicode texts with ids and offsets.
"""

import json
import random
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent
LETTERS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA = LETTERS + r"\p{N}{1,3}" + REST
QWEN = LETTERS + r"\p{N}" + REST

CORPUS = [
    "The keeper of the lighthouse writes letters that nobody answers, and it's raining again.",
    "In 1987 there were 1234567 lamps; 42% of them didn't work. They'll be mended, we've heard.",
    "Die Straße führt über die Brücke; où est la bibliothèque? El niño comió piñas.",
    "Привет, мир! Как дела? 今日はいい天気ですね。 한국어 문장입니다. नमस्ते दुनिया",
    "def main(x):\n    return [i ** 2 for i in range(x)]\n\n\tprint('done')\r\n",
    "👩‍👩‍👧 families and 🏳️‍🌈 flags, café and café, ﬁne ligatures…",
] * 4


def train(name):
    ignore = name == "llama"
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore))
    if name == "qwen":
        tokenizer.normalizer = normalizers.NFC()
    pattern = {"llama": LLAMA, "qwen": QWEN, "olmo": LLAMA}[name]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False, trim_offsets=False)])
    if name == "olmo":  # GPT-2 style: one ByteLevel does everything, offsets are trimmed
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens(["<|begin|>", "<|end|>", AddedToken("<mask>", lstrip=True)])
    tokenizer.add_tokens([AddedToken("<think>", normalized=False), AddedToken("word", single_word=True)])
    if name == "llama":
        begin = tokenizer.token_to_id("<|begin|>")
        tokenizer.post_processor = processors.Sequence([
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(single="<|begin|> $A", pair="<|begin|> $A <|begin|> $B",
                                          special_tokens=[("<|begin|>", begin)])])
    return tokenizer


ALPHABET = (
    list("abcxyzABCSTſ éüßñ0123456789٣५") + [" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", "\u0085",
    "\u180e", "\u200b", "\u200d", "\ufeff", "\x00", "\x1f", "'s", "'S", "'ſ", "'LL", "'re", "'", "’", '"', ".", ",", "!",
    "e\u0301", "o\u0308", "a\u0323\u0302", "a\u0302\u0323", "\u0301", "\u1112\u1161\u11ab", "한", "국", "日本", "語", "中",
    "\u0958", "\u0915\u093c", "नि", "ש\u05c1", "عربي", "Ω", "Å", "ﬁ", "👩‍👩‍👧", "🏳️‍🌈", "😀", "𝔘", "𒀀", "<|begin|>",
    "<|end|>", "<think>", "<mask>", " <mask>", "word", " word ", "sword", "<|", "the ", "lamp", "keeper", "Straße",
    "Привет", "def main", "    ", "()", "**", "…", "—", "½", "²", "Ⅳ", "x" * 70, " " * 40, "=" * 80])


def main():
    random.seed(20)
    texts = ["", " ", "a", "Hello there", "It's 12345 o'clock"] + CORPUS[:6]
    texts += ["".join(random.choice(ALPHABET) for _ in range(random.randint(1, 14))) for _ in range(190)]
    # Any scalar at all, surrogates left out.
    texts += ["".join(chr(random.choice([random.randint(1, 0x2FF), random.randint(0x300, 0xD7FF),
                                         random.randint(0xE000, 0x1FFFF)])) for _ in range(random.randint(1, 10)))
              for _ in range(60)]
    for name in ("llama", "qwen", "olmo"):
        tokenizer = train(name)
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        state = json.loads(tokenizer.to_str())
        (folder / "tokenizer.json").write_text(json.dumps(state, ensure_ascii=False, separators=(",", ":")))
        rows = []
        for text in texts:
            encoding = tokenizer.encode(text)
            rows.append({"text": text, "ids": encoding.ids, "offsets": [list(o) for o in encoding.offsets],
                         "decoded": tokenizer.decode(encoding.ids)})
        (folder / "encodings.json").write_text(json.dumps(rows, separators=(",", ":")))
        print(name, len(rows), tokenizer.get_vocab_size())


main()
