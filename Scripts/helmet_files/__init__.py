"""Files in HELMET's formats: recall by generators, the rest from public data."""
