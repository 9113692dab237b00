"""Prompts for `retmask contrast`: first turns of public benches, none of which is a question of a split."""

from .parts import part, shuffled
from .sources import MissingSource

SOURCES = ("arena-hard", "ifeval", "self-instruct", "self-instruct-seed", "mt-bench", "vicuna")


def _read(sources, name):
    if name == "ifeval":
        return [(str(row["key"]), row["prompt"]) for row in sources.get(name)
                if part("ifeval", row["prompt"]) == "demos"]
    return sources.get(name)


def wanted(text):
    """`--prompts`: a number in all, or NAME=NUMBER of several sources with commas between."""
    if text.isdecimal():
        return int(text)
    counts = {}
    for item in text.split(","):
        name, _, count = item.partition("=")
        if name not in SOURCES or not count.isdecimal():
            raise ValueError(f"{item!r} is no number of prompts; give one number, or NAME=NUMBER with NAME one of "
                             f"{', '.join(SOURCES)}.")
        counts[name] = int(count)
    return counts


def rows(sources, job, counts, most_tokens):
    """Prompts in a drawn order; equal ones once, long ones not at all."""
    seen, kept = set(), []
    for name in SOURCES:
        try:
            found = _read(sources, name)
        except MissingSource:
            continue
        fresh = []
        for key, text in found:
            text = text.strip()
            normal = " ".join(text.casefold().split())
            if text and normal not in seen:
                seen.add(normal)
                fresh.append((key, text))
        sizes = job.counter.many([text for _, text in fresh])
        fresh = [(name, key, text) for (key, text), size in zip(fresh, sizes) if size <= most_tokens]
        kept += shuffled(fresh, job.seed, name)[:counts.get(name, 0) if isinstance(counts, dict) else None]
    kept = shuffled(kept, job.seed, "prompts")
    asked = sum(counts.values()) if isinstance(counts, dict) else counts
    if len(kept) < asked:
        sources.notes.append(f"there are {len(kept)} prompts of at most {most_tokens} tokens, fewer than "
                             f"the {asked} asked for.")
    return [{"id": f"{name}-{key}", "prompt": text, "source": name} for name, key, text in kept[:asked]]
