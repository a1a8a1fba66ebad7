"""Our side and a baseline of the same task, in one run; `make bench` prints the ratios."""
