"""Fixtures available to every test."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import is_hypothesis_test
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from sqlalchemy import Engine, create_engine, event

from app import create_app, extensions
from app.config import Config
from tests import house
from tests import weed as weed_server
from tests.excused import EXCUSED
from tests.factories import People, make_people
from tests.ports import free_ports
from tests.running import RunningQuillSpace, start_quillspace
from tests.slowest import pytest_terminal_summary
from tests.statements import Watch
from tests.windows import Windows

__all__ = ["pytest_terminal_summary"]

HERE = Path(__file__).parent
LONG = {"e2e", "embedded", "faults"}
"""The folders with the slowest files: some are CPU-bound, others mostly wait."""

CHROMIUM_WITHOUT = (
    # Two internal pages behind each window's address bar, which cost half a second of CPU time.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # The features that Playwright itself disables: Chromium uses only the last such list.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Letters have the same width as on a screen; headless, their widths would be rounded to whole pixels.
    "--font-render-hinting=none",
    f"--disable-features={','.join(CHROMIUM_WITHOUT)}",
)


WATCH = Watch(EXCUSED)
event.listen(Engine, "before_cursor_execute", WATCH.note)


@pytest.fixture(autouse=True)
def every_statement_names_its_tenant() -> Iterator[None]:
    """Fail a test if the application sends a statement that does not restrict the tenant: see `tests.statements`."""
    WATCH.take()
    yield
    found = [f"{', '.join(tables)} in: {statement}" for statement, tables in WATCH.take().items()]
    assert not found, "\n\n".join(found)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark browser tests and property tests, so that `-m` can select them, and interleave slow and fast files.

    `-k` selects the tests of a threat by its id.
    """
    for item in items:
        item.extra_keyword_matches.update(mark.args[0] for mark in item.iter_markers("threat"))
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        if is_hypothesis_test(item.obj):
            item.add_marker("sampled")
    items[:] = interleaved(items)


def interleaved(items: list[pytest.Function]) -> list[pytest.Function]:
    """Spread the files of each slow folder evenly among all others, so that no core idles.

    The last files are quick ones, so that all workers finish at about the same time.
    """
    files: dict[str, dict[Path, list[pytest.Function]]] = {}
    for item in items:
        kind = item.path.relative_to(HERE).parts[0]
        files.setdefault(kind if kind in LONG else "", {}).setdefault(item.path, []).append(item)
    places = [
        ((number + 0.5) / len(group) * (0.7 if kind else 1), file)
        for kind, group in files.items()
        for number, file in enumerate(group.values())
    ]
    return [item for _place, file in sorted(places, key=itemgetter(0)) for item in file]


@pytest.fixture(scope="session")
def config() -> Iterator[Config]:
    """The configuration of the real PostgreSQL and Valkey that were started for this run."""
    with house.data_services() as config:
        yield config


@pytest.fixture(scope="session")
def admin_engine(config: Config) -> Iterator[Engine]:
    """An engine connected as the database's superuser, to arrange data and to bypass row-level security."""
    engine = create_engine(house.admin_url(config).replace("postgresql://", "postgresql+psycopg://", 1))
    yield engine
    engine.dispose()


@pytest.fixture
def clean_database(config: Config) -> Config:
    """An empty database and an empty Valkey, to which this process is connected as the application would be."""
    house.empty(config)
    house.connect(config).redis.flushdb()
    return config


@pytest.fixture(scope="session")
def web_application(config: Config) -> Flask:
    """The web application, created once so that all tests share its compiled templates."""
    app = create_app(config)
    app.testing = True
    app.after_request(_check_retry_after)
    return app


def _check_retry_after(response: Response) -> Response:
    """Fail a test that gets a 429 response without a valid Retry-After header."""
    assert response.status_code != 429 or int(response.headers["Retry-After"]) > 0
    return response


@pytest.fixture
def app(clean_database: Config, web_application: Flask) -> Flask:
    """The web application on an empty database."""
    del clean_database
    return web_application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A test client, not signed in."""
    return app.test_client()


@pytest.fixture
def people(clean_database: Config, admin_engine: Engine) -> People:
    """Ada, who owns a tenant; Bob, an editor in it; and Carol, who owns another tenant with look-alike data."""
    return make_people(admin_engine)


@pytest.fixture(scope="session")
def running_quillspace() -> Iterator[RunningQuillSpace]:
    """A complete QuillSpace started by `quillspace up`, with the demo, on its own ports."""
    with start_quillspace() as running:
        yield running


@pytest.fixture(scope="session")
def weed() -> Iterator[weed_server.Weed]:
    """A real S3 server; its keys are in this process's environment."""
    with pytest.MonkeyPatch.context() as patch, weed_server.running() as running:
        for name, value in weed_server.KEYS.items():
            patch.setenv(name, value)
        yield running


@dataclass(frozen=True)
class Outage:
    """An outage of the object store: while it lasts, the store's URL is unreachable."""

    config: Config

    def begin(self) -> None:
        """Make the store unreachable."""
        (port,) = free_ports(1)
        address = f"s3://files?endpoint=http://127.0.0.1:{port}&attempts=1"
        extensions.configure(replace(self.config, object_store_url=address))

    def end(self) -> None:
        """Make the store reachable again."""
        extensions.configure(self.config)


@pytest.fixture
def outage(clean_database: Config, monkeypatch: pytest.MonkeyPatch) -> Outage:
    """An outage of the object store that has not begun yet."""
    for name, value in weed_server.KEYS.items():
        monkeypatch.setenv(name, value)
    return Outage(clean_database)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The Playwright driver."""
    # A loaded machine may need longer than the default of five seconds; passing tests do not take longer.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    browser = playwright.chromium.launch(
        executable_path=house.headless_chromium(), args=list(CHROMIUM_OPTIONS)
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The browser windows for tests, in one shared context."""
    return Windows(browser)


@pytest.fixture
def page(request: pytest.FixtureRequest, windows: Windows) -> Iterator[Page]:
    """A new page; an uncaught exception in its scripts fails the test.

    A test marked `own_context` gets its own browser context, because it sets a clock or counts what is loaded.
    """
    is_alone = request.node.get_closest_marker("own_context") is not None
    if is_alone:
        windows.close(with_context=True)
    page = windows.open()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{error} {error.stack}"))
    yield page
    windows.close(with_context=is_alone)
    assert faults == []
