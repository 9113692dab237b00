"""`python -m retmask`, for environments whose bin is not on the PATH."""

from retmask.launch import main

main()
