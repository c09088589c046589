"""Measurements: how fast, beside the fastest it could be. `docs/benchmarks.md` says how to read them."""
