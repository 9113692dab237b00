"""Golden token ids and offsets, recorded from the `tokenizers` library.

    .venv/bin/python Tests/Fixtures/tokenization/make_tokenizers.py

Trains small byte-level BPE tokenizers with the pre-tokenizers of Llama 3, Qwen and Olmo (GPT-4 style), and one
("mixed") with the rarer parts: a prefix space, inverted splits, tokens that are looked for in normalized text.
Writes <name>/tokenizer.json and encodings.json: fuzzed Unicode texts with ids, offsets (start, end, start, ...)
and, where it differs from the text, what decoding gives.
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
    if name == "mixed":
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFC()])
    pattern = QWEN if name == "qwen" else LLAMA
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False, trim_offsets=False)])
    if name == "olmo":  # GPT-2 style: one ByteLevel does everything, offsets are trimmed
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    if name == "mixed":
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True), pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Split("-", behavior="merged_with_next"), pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=False)])
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=True, add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens(["<|begin|>", "<|end|>", AddedToken("<mask>", lstrip=True)])
    tokenizer.add_tokens([AddedToken("<think>", normalized=False), AddedToken("word", single_word=True)])
    if name == "mixed":
        tokenizer.add_tokens([AddedToken("e\u0301x", rstrip=True), AddedToken("a"), AddedToken("aba"), AddedToken("  ")])
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
    "Привет", "def main", "    ", "()", "**", "…", "—", "½", "²", "Ⅳ", "x" * 70, " " * 40, "=" * 80,
    # Younger than Debian's Oniguruma (Unicode 14) and than the library's NFC (Unicode 9).
    "\u1c8a", "\U000105c0", "\U00031350", "\U0001e4f0", "\U00010d41", "\u1dfa", "\U0001e130", "\u0344", "ᾳ\u0345", "\u1100\u1161",
    "e\u0301x", "-b", "\u0dd9\u0dcf\u0dca", "\u212b"])


def main():
    random.seed(20)
    texts = ["", " ", "a", "Hello there", "It's 12345 o'clock"] + CORPUS[:6]
    texts += ["".join(random.choice(ALPHABET) for _ in range(random.randint(1, 14))) for _ in range(95)]
    # Any scalar at all, surrogates left out.
    texts += ["".join(chr(random.choice([random.randint(1, 0x2FF), random.randint(0x300, 0xD7FF),
                                         random.randint(0xE000, 0x1FFFF)])) for _ in range(random.randint(1, 10)))
              for _ in range(30)]
    for name in ("llama", "qwen", "olmo", "mixed"):
        tokenizer = train(name)
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        state = json.loads(tokenizer.to_str())
        (folder / "tokenizer.json").write_text(json.dumps(state, ensure_ascii=False, separators=(",", ":")))
        rows = []
        for text in texts:
            encoding = tokenizer.encode(text)
            row = {"text": text, "ids": encoding.ids, "offsets": [place for pair in encoding.offsets for place in pair]}
            if (decoded := tokenizer.decode(encoding.ids)) != text:
                row["decoded"] = decoded
            rows.append(row)
        (folder / "encodings.json").write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))
        print(name, len(rows), tokenizer.get_vocab_size())


main()
