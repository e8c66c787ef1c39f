"""Side-by-side benchmarks with peers, on one machine, in one run, one command each."""
