#!/usr/bin/env python3
"""How much of the public interface has documentation, a line for each target.

    Scripts/doc-coverage.py                     public declarations, documented ones, share
    Scripts/doc-coverage.py --missing [WORD]    the undocumented ones whose path holds WORD

Counted is a line that declares something `public` (types, initialisers, functions, properties, subscripts,
type aliases); documented is one with a `///` line right above it, attributes in between aside. Cases of an
enum and members of a protocol, which have no `public` of their own, are not counted.
"""

import pathlib
import re
import sys

DECLARATION = re.compile(
    r"\s*(?:@\w+(?:\([^)]*\))?\s+)*public\s+"
    r"(?:(?:static|final|private\(set\)|package\(set\)|internal\(set\)|override|convenience|required"
    r"|mutating|nonmutating|nonisolated|indirect|lazy|weak|class)\s+)*"
    r"(?:var|let|func|init|struct|enum|class|actor|protocol|subscript|typealias|associatedtype|extension)\b"
)
ATTRIBUTE = re.compile(r"\s*@\w+(?:\([^)]*\))?\s*$")


def declarations(path):
    """Pairs of a line number and whether it is documented, for each public declaration of a file."""
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines):
        if DECLARATION.match(line):
            above = number - 1
            while above >= 0 and ATTRIBUTE.match(lines[above]):
                above -= 1
            yield number + 1, line.strip(), above >= 0 and lines[above].lstrip().startswith("///")


def main():
    sources = pathlib.Path(__file__).resolve().parent.parent / "Sources"
    missing = "--missing" in sys.argv[1:]
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    total = [0, 0]
    for target in sorted(path for path in sources.iterdir() if path.is_dir()):
        count = [0, 0]
        for path in sorted(target.rglob("*.swift")):
            place = str(path.relative_to(sources))
            for number, text, documented in declarations(path):
                count = [count[0] + 1, count[1] + documented]
                if missing and not documented and all(word in place for word in words):
                    print(f"{place}:{number}: {text}")
        total = [a + b for a, b in zip(total, count)]
        if not missing and count[0]:
            print(f"{target.name:20}{count[0]:6}{count[1]:6}{count[1] / count[0]:8.0%}")
    if not missing:
        print(f"{'all':20}{total[0]:6}{total[1]:6}{total[1] / max(total[0], 1):8.0%}")


if __name__ == "__main__":
    main()
