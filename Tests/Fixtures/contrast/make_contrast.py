#!/usr/bin/env python3
"""Rows in the shape of LMSYS-Chat-1M-Synth, gzip, as the published pipeline reads them.

    .venv/bin/python Tests/Fixtures/contrast/make_contrast.py

Field names and flags are those of the data set; the texts are ours.
"""
import gzip
import json
from pathlib import Path


def row(identifier, text, redacted=False, empty=False, duplicate=False):
    return {
        "conversation_id": identifier,
        "conversation": [
            {"content": text, "role": "user"},
            {"content": "An answer.", "role": "assistant"},
        ],
        "redacted": redacted,
        "language": "English",
        "openai_moderation": [{"flagged": False, "categories": {"hate": False}}],
        "empty_user_instruction_ja": empty,
        "duplicate_user_instruction_ja": duplicate,
        "user_instruction_ja": None,
    }


rows = [
    row("0f623736051f4a48a506fd5933563cfd", "Name three birds."),
    row("2" * 32, "Write to NAME_1.", redacted=True),
    row("3" * 32, "", empty=True),
    row("4" * 32, "Name four birds.", duplicate=True),
    row("5" * 32, "Zähle drei Vögel auf. 🐦"),
    row("6" * 32, "Name three birds."),
]
target = Path(__file__).with_name("lmsys-synth.jsonl.gz")
text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
target.write_bytes(gzip.compress(text.encode(), mtime=0))
