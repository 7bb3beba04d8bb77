"""Renders template shells in child processes with hard resource limits."""

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
