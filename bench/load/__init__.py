"""The gate under load: overload, one greedy customer, dying workers, swapped snapshots, suspensions, mixed traffic.

`python -m bench.load` runs every part and writes the table of docs/benchmarks.md; each part also runs alone, by name.
"""
