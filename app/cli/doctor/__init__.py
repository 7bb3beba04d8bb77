"""`quillspace doctor`: checks all parts and gives advice on each problem."""

from app.cli.doctor.command import doctor

__all__ = ["doctor"]
