"""`--self-test`: samples in the formats of the sources, and what has to hold of the questions made of them."""
