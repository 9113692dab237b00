"""The program `retmask` for a Python environment with torch; `retmask --help` says what it does."""
