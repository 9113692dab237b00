"""Many-shot labelling: folders as `load_dataset` of Hugging Face reads them, under the names that HELMET asks for.

A label's number is its place in `names`. HELMET maps numbers to others by chance for every row, so their order does
not matter for what is measured; it matters for equal prompts, for which both programs read these files.
"""

from real_questions.sources import MissingSource

from .plan import SHOTS, Entry, sized

COARSE = "ABBR ENTY DESC HUM LOC NUM".split()


def _trec(job):
    # The public files have a broken label, NUM:How; HELMET deals out 50 numbers for the 50 real ones.
    train, test = ([(text, label) for text, label in job.sources.get(part) if label.split(":")[1].islower()]
                   for part in ("trec-train", "trec-test"))
    fine = sorted({label for _, label in train + test}, key=lambda name: (COARSE.index(name.split(":")[0]), name))

    def rows(part):
        return [{"text": text, "coarse_label": COARSE.index(label.split(":")[0]), "fine_label": fine.index(label)}
                for text, label in part]

    return ("CogComp/trec", "default", {"coarse_label": COARSE, "fine_label": fine},
            {"train": rows(train), "test": rows(test)})


def _banking(job):
    train, test = job.sources.get("banking-train"), job.sources.get("banking-test")
    names = sorted({label for _, label in train + test}, key=str.lower)

    def rows(part):
        return [{"text": text, "label": names.index(label)} for text, label in part]

    return "PolyAI/banking77", "default", {"label": names}, {"train": rows(train), "test": rows(test)}


def _clinc(job):
    """CLINC150's test part serves as the validation part, which HELMET asks."""
    data = job.sources.get("clinc")
    names = list(dict.fromkeys(label for _, label in data["train"] + data["test"]))

    def rows(part):
        return [{"text": text, "intent": names.index(label)} for text, label in part]

    return ("clinc_oos", "plus", {"intent": names},
            {"train": rows(data["train"]), "validation": rows(data["test"]), "test": rows(data["test"])})


READERS = {"trec_coarse": _trec, "trec_fine": _trec, "banking77": _banking, "clinic150": _clinc}


def _card(configuration, labels, parts):
    """The README.md that gives a folder its parts and the names of its labels."""
    lines = ["---", "configs:", f"- config_name: {configuration}", "  data_files:"]
    for part in parts:
        lines += [f"  - split: {part}", f"    path: {part}.jsonl"]
    lines += ["dataset_info:", f"- config_name: {configuration}", "  features:", "  - name: text", "    dtype: string"]
    for field, names in labels.items():
        lines += [f"  - name: {field}", "    dtype:", "      class_label:", "        names:"]
        lines += [f"          '{number}': '{name}'" for number, name in enumerate(names)]
    return "\n".join([*lines, "---", ""])


def write(job):
    written = set()
    for name, reader in READERS.items():
        try:
            folder, configuration, labels, parts = reader(job)
        except MissingSource:
            continue
        if folder not in written:
            written.add(folder)
            job.write(f"{folder}/README.md", _card(configuration, labels, parts))
            for part, rows in parts.items():
                job.write(f"{folder}/{part}.jsonl", rows)
        for length in job.lengths:
            job.add("icl", Entry(f"icl_{name}_{sized(SHOTS[name], length, least=8)}shot_balance", length, 20))
