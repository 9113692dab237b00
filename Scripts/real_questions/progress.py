"""One line on a terminal's standard error: what is being made, how much is done, and about how long the rest takes."""

import sys
import time


class Progress:
    """Counts in tokens asked for. Says nothing where standard error is no terminal."""

    def __init__(self, whole):
        self.whole, self.done, self.start = whole, 0, time.monotonic()
        self.is_shown = sys.stderr.isatty()

    def show(self, name):
        if not self.is_shown or not self.whole:
            return
        rest = ""
        if self.done:
            seconds = (time.monotonic() - self.start) / self.done * (self.whole - self.done)
            rest = f", about {int(seconds // 60)}:{int(seconds % 60):02} left"
        print(f"\r\x1b[K{name}: {100 * self.done // self.whole}%{rest}", end="", file=sys.stderr, flush=True)

    def add(self, amount):
        self.done += amount

    def clear(self):
        if self.is_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
