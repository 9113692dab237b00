#!/usr/bin/env python3
"""Per-head means of the published score files, as small resources.

    Scripts/published-heads.py FOLDER_WITH_THE_PUBLISHED_JSON_FILES

The files are those of github.com/YoumiMa/RetMask (MIT), 1_Retrieval_Head_Deactivation/head_score.
"""
import json
import pathlib
import sys

out = pathlib.Path(__file__).resolve().parent.parent / "Sources/HeadAnalysis/Published/Resources"
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    scores = json.loads(file.read_text())
    heads = [tuple(map(int, name.split("-"))) for name in scores]
    layers, width = max(l for l, _ in heads) + 1, max(h for _, h in heads) + 1
    means = [[round(sum(scores[f"{l}-{h}"]) / len(scores[f"{l}-{h}"]), 6) for h in range(width)]
             for l in range(layers)]
    rows = ",\n    ".join("[" + ", ".join(f"{value:g}" for value in row) + "]" for row in means)
    (out / f"{file.stem.lower()}.json").write_text(
        f'{{\n  "model": "{file.stem}",\n  "samples": {len(next(iter(scores.values())))},\n'
        f'  "source": "github.com/YoumiMa/RetMask 5923e94, MIT; means over successful probes",\n'
        f'  "means": [\n    {rows}\n  ]\n}}\n')
    print(file.stem, layers, width)
