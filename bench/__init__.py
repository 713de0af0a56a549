"""Benchmarks of the running product: `python -m bench`. Figures, never assertions."""
