"""Golden cuts of pre-tokenizers, recorded from the `tokenizers` library.

    .venv/bin/python Tests/Fixtures/tokenization/make_patterns.py

Published pre-tokenizers of byte-level models, and expressions and sequences made from their grammar. Writes
patterns.json: the texts, and for each pre-tokenizer four hexadecimal digits a text (a hash of its pieces), `....` where
the library gives up on the text, or `refused` where it does not read the pre-tokenizer at all.
"""

import json
import os
import random
from pathlib import Path

os.environ["RUST_BACKTRACE"] = "0"
from tokenizers import Tokenizer, models  # noqa: E402

HERE = Path(__file__).parent
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
GPT2 = BYTES | {"use_regex": True}
BEHAVIORS = ["Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"]


def split(pattern, behavior="Isolated", invert=False, kind="Regex"):
    return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}


def digits(single):
    return {"type": "Digits", "individual_digits": single}


def punctuation(behavior="Contiguous"):
    return {"type": "Punctuation", "behavior": behavior}


def sequence(*steps):
    return {"type": "Sequence", "pretokenizers": list(steps)}


CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
END = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
NOT_HAN = "&&[^\\p{Han}]]"
PUBLISHED = {
    "gpt2": sequence(GPT2),
    "gpt2 split": sequence(split(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"), BYTES),
    "llama3": sequence(split(CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + END), BYTES),
    "qwen2": sequence(split(CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + END), BYTES),
    "qwen with marks": sequence(split(CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
                                      r"|\s*[\r\n]+|\s+(?!\S)|\s+"), BYTES),
    "cl100k of tiktoken": sequence(split(r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
                                         r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"), BYTES),
    "o200k": sequence(split("|".join([
        r"[^\r\n\p{L}\p{N}]?" + UPPER + "*" + LOWER + "+" + CONTRACTIONS + "?",
        r"[^\r\n\p{L}\p{N}]?" + UPPER + "+" + LOWER + "*" + CONTRACTIONS + "?",
        r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])), BYTES),
    "tekken": sequence(split("|".join([
        r"[^\r\n\p{L}\p{N}]?" + UPPER + "*" + LOWER + "+", r"[^\r\n\p{L}\p{N}]?" + UPPER + "+" + LOWER + "*",
        r"\p{N}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])), BYTES),
    "kimi": sequence(split("|".join([
        r"[\p{Han}]+",
        r"[^\r\n\p{L}\p{N}]?" + UPPER[:-1] + NOT_HAN + "*" + LOWER[:-1] + NOT_HAN + "+" + CONTRACTIONS + "?",
        r"[^\r\n\p{L}\p{N}]?" + UPPER[:-1] + NOT_HAN + "+" + LOWER[:-1] + NOT_HAN + "*" + CONTRACTIONS + "?",
        r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])), BYTES),
    "deepseek v3": sequence(split(r"\p{N}{1,3}"), split("[一-龥\u3040-ゟ゠-ヿ]+"), split(
        r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"), BYTES),
    "deepseek coder": sequence(split("[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split("[一-龥ࠀ-一가-\ud7ff]+"),
                               digits(True), BYTES),
    "deepseek llm": sequence(split("[\r\n]"), split(r"\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-Ֆ]+"),
                             split(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"), split(r"\s+$"), split("[一-龥ࠀ-一가-\ud7ff]+"), digits(True), BYTES),
    "falcon": sequence(punctuation(), GPT2, digits(False), split("[0-9][0-9][0-9]")),
    "falcon, wide": sequence(punctuation(), GPT2, digits(True), split("[0-9][0-9][0-9]")),
    "starcoder": sequence(digits(True), GPT2),
    "starcoder, numbers whole": sequence(digits(False), GPT2),
    "bloom": sequence(split(" ?[^(\\s|[.,!?…。，、।۔،])]+"), BYTES),
    "viking": sequence(split(" ?[^(\\s|[.,!?…。，、।۔،])]+"), digits(True), BYTES),
    "poro": sequence(split(" ?[^(\\s|[.,!?…。，、।۔،])]+"), split(r"\p{N}", "Isolated"), BYTES),
    "chameleon": sequence(split("<sentinel:[0-9]+>"), split("(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z"), split("([\\t\\n]|    |  )"),
                          digits(True), punctuation("Isolated"), GPT2),
    "olmo 1": GPT2,
    "superbpe": sequence(split(r"\p{N}+"), split(r"(?=(\d{3})+(?!\d))"), BYTES),
    "digits from the right": sequence(split(r"\p{Nd}+"), split(r"\A\p{Nd}{1,2}(?=\p{Nd}{3}+\z)"), split(r"\p{Nd}{3}"), BYTES),
    "bailing": sequence(split(r"'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*"
                              r"|\s*[\r\n]|\s+(?!\S)|\s+"), BYTES),
    "seed": sequence(split(r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}"
                           r"| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"), BYTES),
    "command": sequence(digits(True), BYTES, GPT2),
    "minerva": sequence(split(r"\p{N}"), GPT2),
    "smollm": sequence(digits(True), GPT2),
    "gpt-neox": GPT2 | {"add_prefix_space": True},
    "bert in front": sequence({"type": "BertPreTokenizer"}, BYTES),
    "whitespace": sequence({"type": "Whitespace"}, BYTES),
    "whitespace split": sequence({"type": "WhitespaceSplit"}, BYTES | {"add_prefix_space": True}),
    "delimiter": sequence({"type": "CharDelimiterSplit", "delimiter": "e"}, BYTES),
    "bytes first": sequence(BYTES, split(r"Ġ?\p{L}+"), digits(True), punctuation("Isolated")),
    "bytes twice": sequence(GPT2, BYTES, digits(True)),
    "bytes, space, bytes": sequence(split(" "), BYTES | {"add_prefix_space": True}, punctuation("MergedWithNext"),
                                    BYTES | {"add_prefix_space": True}),
}
for behavior in BEHAVIORS:
    PUBLISHED[f"punctuation {behavior}"] = sequence(punctuation(behavior), BYTES)
    for invert in (False, True):
        for pattern in (r"\d+|(?=b)", r"\s+", "-"):
            PUBLISHED[f"{pattern} {behavior} {invert}"] = sequence(
                split(pattern, behavior, invert, "String" if pattern == "-" else "Regex"), BYTES)

# One spelling each of what Oniguruma and other engines understand differently, or only one of them.
SPELLINGS = [
    r"\S+$|\s+$|\S+|\s+", r"(?m)a.b|.", r"a.b|\n", r"[a-z[A-Z]]+", r"[\p{L}&&[^aeiou]]+", r"[a-z&&[^b-y]&&\w]", r"\p{N}{,3}",
    r"\p{N}{1,3}+", r"\p{L}{2}+", r"\d{2,}?", r"(\w)\1", r"(?<c>\w)\k<c>", r"\bﬁ|\b\w", r"[[:alnum:]]+", r"[[:punct:]]+", r"\p{Punct}+",
    r"\p{Alnum}+", r"\p{Word}+", r"\p{^L}+", r"\P{L}+", r"\u4e00|\u00e9", r"\x{4e00}|\x41", r"\h+", r"\H+", r"\R", r"\X", r"\O", r"\N+",
    r"\G\w", r"\A\w+", r"\w+\z", r"\w+\Z", r"(?<=\s)\w+", r"(?<!\w)\d", r"(?i)straße|ſ|K", r"(?i:É)", r"(?x) a b # c", r"(?>a+)b|c",
    r"(?i-m:'s)|'S", r"a++b?", r"(?~ab)", r"(?=x)|y", r"^\w", r"^", r"$", r"\b", r"", r"\s*", r"x*", r"[^\n]*\n?", r"\p{Han}+", r"\p{Hiragana}+",
    r"\p{Greek}|\p{Cyrillic}+", r"\p{Thai}+", r"\p{Emoji}", r"\p{Alphabetic}+", r"\p{White_Space}+", r"\p{Lu}\p{Ll}*", r"[\p{P}\p{S}]+",
    r"\p{Sc}\d+", r"\p{Mn}+", r"\p{Nl}|\p{No}", r"[\x00-\x1f]+", r"[\w&&\d]+", r"[^\W\d_]+", r"\K", r"a\Kb", r"(a|b|ab)*c", r"(?:a|aa)+$|!",
    r"(?<n>[a-z]\g<n>?\d)", r"(?R)|a", r"\p{Cn}", r"\p{Any}", r"\p{L", r"(", r"[z-a]", r"\p{Foo}", r"(?<=a+)b", r"a{100001}", r"\y\w", r"\w\Y",
    r"(?P<x>a)", r"(?y{g})\X", r"(?W:\w+)|.", r"[\s--[\n]]+", r"\Qa.b\E", r"\v+", r"\t|\f", r"\cA", r"\e", r"(?i)\p{Lu}+", r"[À-ÿ]+", r"[^\x00-\x7F]+",
]

ATOMS = [r"\p{L}", r"\p{N}", r"\s", r"\S", r"\w", r"\d", "[a-z]", r"[^\s\p{L}\p{N}]", r"[\r\n]", r"\p{P}", r"[\p{L}\p{M}]", "é", "'s", " ", r"\p{Lu}",
         r"[\p{Ll}&&[^a-f]]", r"[^\r\n\p{L}]", r"\p{Han}", ".", "(?:ab|a)", "(x|y)", r"\W"]
AFTER = ["", "", "", "?", "*", "+", "+", "{1,3}", "{2}", "+?", "++", "{1,2}+", "?+", "{,2}"]
AROUND = ["", "", "", "", "", r"(?!\S)", r"(?=\s)", "$", r"\b", r"(?<=\w)"]


def made(source):
    def part():
        return "".join(source.choice(ATOMS) + source.choice(AFTER) for _ in range(source.randint(1, 3))) + source.choice(AROUND)
    return "|".join(part() for _ in range(source.randint(1, 4)))


def texts(source):
    words = list("abxyzABCSTſ éüßñ0123456789٣५") + [
        " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", "\u0085", "\u180e", "\u200b", "\u200d", "\ufeff", "\x00", "\x1f", "'s", "'S",
        "'ſ", "'LL", "'", "’", '"', ".", ",", "!", "()", "[]", "**", "…", "。", "—", "½", "²", "Ⅳ", "$5", "e\u0301", "a\u0323\u0302", "\u0301", "한",
        "日本", "語", "中", "一", "かな", "नि", "عربي", "Ω", "ﬁ", "👩‍👩‍👧", "🏳️‍🌈", "𝔘", "𒀀", "the ", "Straße", "Привет", "    ", "1234567", "x" * 20,
        # Younger than Debian's Oniguruma (Unicode 14): letters, marks, digits, signs, ideographs.
        "\u1c8a", "\u0c5c", "\U000105c0", "\U00031350", "\U0002ebf0", "\U0001e4f0", "\U0001e4ec", "\U00010d41", "\U0001ccf5", "\U00011f00",
        "\u2ffc", "\u20c0", "\U0001fadc", "\U00016d70", "\ua7cb", "\U000113d4", "\U0001f6dc"]
    result = ["", " ", "a", "It's 12345 o'clock, isn't it?  \n\n  Yes!\t", "a  \n b", "red  \n\tbells    end", "1234567 and 12", "café cafe\u0301 ﬁne",
              "<sentinel:12> IMGIMGABZ def f(x):\n    return x-y--z", "ab aab abc aaab " * 3, "aBc-bab1babb1", "a" * 28 + "!", "a" * 40 + "!"]
    result += ["".join(source.choice(words) for _ in range(source.randint(2, 24))) for _ in range(34)]
    result += ["".join(chr(source.choice([source.randint(1, 0x2FF), source.randint(0x300, 0xD7FF), source.randint(0xE000, 0x1FFFF)]))
                       for _ in range(source.randint(4, 30))) for _ in range(12)]
    return result


def hashed(pieces):
    """FNV-1a of the pieces, each with a zero behind it, folded to 16 bits."""
    value = 0xCBF29CE484222325
    for byte in b"".join(piece.encode() + b"\0" for piece in pieces):
        value = (value ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return f"{(value ^ value >> 16 ^ value >> 32 ^ value >> 48) & 0xFFFF:04x}"


def record(pre, all_texts):
    state = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": pre,
             "post_processor": None, "decoder": None, "model": {"type": "BPE", "vocab": {}, "merges": []}}
    try:
        tokenizer = Tokenizer.from_str(json.dumps(state))
    except Exception:
        return "refused"
    result = ""
    for text in all_texts:
        try:
            result += hashed([piece for piece, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)])
        except BaseException:  # a Rust panic
            result += "...."
    return result


def main():
    source = random.Random(4711)
    all_texts = texts(source)
    entries = dict(PUBLISHED)
    for pattern in SPELLINGS:
        entries[pattern] = sequence(split(pattern, source.choice(BEHAVIORS), source.random() < 0.3), BYTES)
    for _ in range(90):
        pattern = made(source)
        steps = [split(pattern, source.choice(BEHAVIORS), source.random() < 0.3)]
        steps += source.choice([[BYTES], [BYTES], [GPT2], [digits(source.random() < 0.5), BYTES], [punctuation(source.choice(BEHAVIORS)), BYTES],
                                [BYTES, split(made(source))], [BYTES | {"add_prefix_space": True}, digits(True)]])
        entries[pattern] = sequence(*steps)
    rows = [{"name": name, "pre": pre, "cuts": record(pre, all_texts)} for name, pre in entries.items()]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    (HERE / "patterns.json").write_text(
        '{"texts":' + json.dumps(all_texts, separators=(",", ":")) + ',\n"rows":[\n' + lines + "\n]}\n", encoding="utf-8")
    print(len(rows), "pre-tokenizers,", sum(row["cuts"] == "refused" for row in rows), "refused,", len(all_texts), "texts")


main()
