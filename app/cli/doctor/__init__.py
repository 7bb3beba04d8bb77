"""`quillspace doctor`: checks all components and gives advice on each problem."""

from app.cli.doctor.command import doctor

__all__ = ["doctor"]
