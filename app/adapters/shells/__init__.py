"""Template shells, rendered in child processes with hard limits."""

from app.adapters.shells.render import (
    ShellPage,
    close_shell_workers,
    render_shells,
    warm_shell_workers,
)

__all__ = [
    "ShellPage",
    "close_shell_workers",
    "render_shells",
    "warm_shell_workers",
]
