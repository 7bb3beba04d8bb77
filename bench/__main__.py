"""`python -m bench [NAME ...] [--quick]`: run benchmarks, print one table, and save each result as JSON."""

import argparse
import sys
import time

from bench import cold, crowd, editor, history, log, neighbours, operation, preview, publish, serve, sign_in
from bench.report import Figure, Measure, Options, save, table
from bench.timing import load, pace

FIGURES: dict[str, Measure] = {
    "operation": operation.measure,
    "editor": editor.measure,
    "crowd": crowd.measure,
    "neighbours": neighbours.measure,
    "sign_in": sign_in.measure,
    "log": log.measure,
    "history": history.measure,
    "publish": publish.measure,
    "preview": preview.measure,
    "serve": serve.measure,
    "cold": cold.measure,
}


def main() -> None:
    """Run the named benchmarks, or all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FIGURES)}")
    parser.add_argument("--quick", action="store_true", help="few repetitions: a smoke test")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in FIGURES]:
        parser.error(f"unknown benchmark {unknown[0]}; choose from {', '.join(FIGURES)}")
    options = Options(is_quick=asked.quick)
    figures = [_measure(name, options) for name in asked.names or FIGURES]
    print(table(figures))


def _measure(name: str, options: Options) -> Figure:
    print(f"Measuring {name} at load {load():g} …", file=sys.stderr, flush=True)
    before, speed, began = load(), pace(), time.monotonic()
    rows = FIGURES[name](options)
    figure = Figure(
        name=name,
        rows=rows,
        load_before=before,
        load_after=load(),
        pace=(speed + pace()) / 2,
        seconds=round(time.monotonic() - began, 1),
    )
    print(f"  {figure.seconds:g} s, saved in {save(figure)}", file=sys.stderr, flush=True)
    return figure


if __name__ == "__main__":
    main()
