"""STIR/SHAKEN: raw OpenSSL, our sign and verify, whole calls beside Kamailio with secsipid, memory, searching.

`python -m bench.stir` runs every part and writes its section of docs/benchmarks.md; each part also runs alone, by name.
"""
