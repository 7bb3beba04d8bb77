"""`python -m app.cli`, which is the same as `quillspace`."""

from app.cli import main

main(prog_name="quillspace")
