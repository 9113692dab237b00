"""What HELMET's configurations ask for at a length, as facts of the benchmark: file names, sizes, new tokens."""

import dataclasses

from real_questions.parts import stream

# The sizes of HELMET's own configurations, by the length of the prompt.
LENGTHS = (4096, 8192, 16384, 32768, 65536, 131072)
PAIRS = (50, 105, 220, 440, 900, 1800)
PASSAGES = (20, 50, 105, 220, 440, 1000)
RANKED = (14, 50, 130, 285, 600, 1000)
SHOTS = {
    "trec_coarse": (200, 400, 800, 1600, 3300, 6600),
    "trec_fine": (200, 400, 800, 1600, 3200, 6400),
    "banking77": (180, 360, 720, 1450, 2900, 5900),
    "clinic150": (220, 440, 880, 1750, 3525, 7050),
}
# dataset: (folder, new tokens)
RULER = {
    "niah_s_1": ("niah_single_1", 50), "niah_s_2": ("niah_single_2", 50), "niah_s_3": ("niah_single_3", 50),
    "niah_mk_1": ("niah_multikey_1", 50), "niah_mk_2": ("niah_multikey_2", 50), "niah_mk_3": ("niah_multikey_3", 100),
    "niah_mq": ("niah_multiquery", 100), "niah_mv": ("niah_multivalue", 50), "vt": ("vt", 50), "cwe": ("cwe", 100),
    "fwe": ("fwe", 50), "qa_1": ("qa_1", 50),
}


def sized(table, length, least=1):
    """HELMET's number where it has one, else in proportion to the nearest length that it has."""
    if length in LENGTHS:
        return table[LENGTHS.index(length)]
    near = min(LENGTHS, key=lambda known: abs(known - length))
    return max(least, table[LENGTHS.index(near)] * length // near)


@dataclasses.dataclass
class Entry:
    """One dataset of a configuration file."""

    dataset: str
    length: int
    new_tokens: int
    test: str = ""
    demos: str = ""


@dataclasses.dataclass
class Job:
    """The choices of a command line."""

    lengths: list
    examples: int
    seed: int
    counter: object
    sources: object
    write: object  # write(path, rows)
    entries: dict = dataclasses.field(default_factory=dict)  # by configuration

    def stream(self, *names):
        return stream("helmet files", self.seed, *names)

    def add(self, configuration, entry):
        self.entries.setdefault(configuration, []).append(entry)
