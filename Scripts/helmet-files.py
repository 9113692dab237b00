#!/usr/bin/env python3
"""Data files in HELMET's formats from generators and public data, for HELMET's own program and for `retmask`.

    Scripts/helmet-files.py --data DATA --model DIR --lengths 4096,8192 --examples 30 --out helmet-data

`--help` has all of it; docs/helmet.md says how both programs read them. Needs only Python and the built tool.
"""
import sys

sys.dont_write_bytecode = True

from helmet_files.command import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
