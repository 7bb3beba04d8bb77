"""The benchmarks behind every figure that we publish: `python -m bench [NAME ...]` runs them."""
