#!/usr/bin/env python3
"""Question files for `retmask evaluate` from public data, and prompts for `retmask contrast`.

    Scripts/real-questions.py --data DATA --model DIR --split explore --out questions

`--help` has all of it; docs/real-questions.md says what the questions are. Needs only Python and the built tool.
"""
import sys

sys.dont_write_bytecode = True

from real_questions.command import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
