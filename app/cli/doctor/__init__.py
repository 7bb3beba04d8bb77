"""`quillspace doctor`: what runs, where, which version, and what is wrong in words to act on."""

from app.cli.doctor.command import doctor

__all__ = ["doctor"]
