"""Numbers of tokens, counted by the built tool (`retmask tokenize`) with the model's own tokenizer.

One process counts many texts: they are given as one, two newlines between, and a token belongs to the text in
which it begins. At the seams this may be a token more or less; 400,000 tokens take a second.
"""

import bisect
import json
import pathlib
import re
import subprocess
import tempfile

SEAM = "\n\n"
AT_ONCE = 3_000_000  # characters


class CountingError(Exception):
    """The tool cannot count, in a sentence."""


class ToolCounter:
    """Counts with the tokenizer of a model folder; remembers short texts."""

    def __init__(self, tool, model):
        self.tool, self.model, self._known, self._added = str(tool), str(model), {}, {}

    def many(self, texts):
        """The number of tokens of each text, as it would be within a longer one."""
        unknown = sorted({text for text in texts if text not in self._known})
        counts, batch, size = {}, [], 0
        for text in unknown:
            batch.append(text)
            size += len(text)
            if size > AT_ONCE:
                counts.update(zip(batch, self._count(batch)))
                batch, size = [], 0
        if batch:
            counts.update(zip(batch, self._count(batch)))
        self._known.update((text, count) for text, count in counts.items() if len(text) < 3000)
        return [counts[text] if text in counts else self._known[text] for text in texts]

    def added(self, kind):
        """Tokens around a text: `plain` those of the tokenizer, `chat` those of the template."""
        if kind not in self._added:
            bare = len(self._ids("x", ["--no-special-tokens"]))
            if kind == "plain":
                self._added[kind] = len(self._ids("x", [])) - bare
            else:
                with tempfile.NamedTemporaryFile("w", suffix=".json") as chat:
                    json.dump([{"role": "user", "content": "x"}], chat)
                    chat.flush()
                    self._added[kind] = len(self._ids("", ["--chat", chat.name, "--generation-prompt"])) - bare
        return self._added[kind]

    def _ids(self, text, options):
        return self._run(text, options)["ids"]

    def _count(self, texts):
        starts, place = [], 0
        for text in texts:
            starts.append(place)
            place += len(text) + len(SEAM)
        offsets = [pair[0] for pair in self._run(SEAM.join(texts), ["--no-special-tokens"])["offsets"]]
        edges = [(bisect.bisect_left(offsets, start), bisect.bisect_left(offsets, start + len(text)))
                 for start, text in zip(starts, texts)]
        return [end - start for start, end in edges]

    def _run(self, text, options):
        command = [self.tool, "tokenize", "--model", self.model, "--json", *options]
        try:
            done = subprocess.run(command, input=text.encode(), capture_output=True)
        except OSError as problem:
            raise CountingError(f"{self.tool} cannot be started ({problem.strerror}); build it, or name it by --tool.")
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
            raise CountingError(f"{pathlib.Path(self.tool).name} tokenize failed: {said.removeprefix('retmask: ')}")
        return json.loads(done.stdout)


class WordCounter:
    """Words and marks instead of tokens, for the self-test, which has no model."""

    def many(self, texts):
        return [len(re.findall(r"\w{1,6}|[^\w\s]", text)) for text in texts]

    def added(self, kind):
        return 4 if kind == "chat" else 0
