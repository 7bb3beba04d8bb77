"""A catalogue of the product's defences, and the check that a test fails when any one of them is removed.

Run it with `make soak ARGS=tests/defences`; `-k` selects defences by name.
"""
