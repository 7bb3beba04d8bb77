"""`python -m app.cli` is `quillspace`."""

from app.cli import main

main(prog_name="quillspace")
