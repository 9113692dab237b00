"""Question files for `retmask evaluate` from public data: what Scripts/real-questions.py is made of."""
