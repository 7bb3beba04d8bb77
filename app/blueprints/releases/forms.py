"""The form on the release screens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.errors import Invalid
from app.services import releases
from app.services.releases import ReleaseView, Wanted
from app.web.forms import Form, Input

_ZONES = tuple((zone, zone.replace("_", " ")) for zone in releases.zones())
_TWICE = (("first", "The first time"), ("second", "The second time, after the clocks go back"))


@dataclass
class ReleaseForm(Form):
    """The form for a release."""

    name = Input(label="Name", max_length=60, placeholder="Launch day", help="Readers won’t see it.")
    starts = Input(label="Goes live", kind="moment", max_length=30)
    starts_which = Input(
        label="Which of the two times", kind="select", options=_TWICE, required=False, optional_note=""
    )
    ends = Input(
        label="Ends",
        kind="moment",
        max_length=30,
        required=False,
        help="Readers will then see the pages as they were before, except those you published in the meantime.",
    )
    ends_which = Input(
        label="Which of the two times", kind="select", options=_TWICE, required=False, optional_note=""
    )
    zone = Input(label="Time zone", kind="select", options=_ZONES, max_length=60)
    pages = Input(label="Pages", kind="pages", required=False)

    def wanted(self, pages: list[str]) -> Wanted:
        """Convert the form to the service's input. Raises Invalid with the name of the invalid field."""
        starts = releases.parse_moment(
            self["starts"], self["zone"], field="starts", which=self["starts_which"]
        )
        ends = (
            releases.parse_moment(self["ends"], self["zone"], field="ends", which=self["ends_which"])
            if self["ends"]
            else None
        )
        try:
            chosen = frozenset(UUID(page) for page in pages)
        except ValueError as error:
            raise Invalid("Please choose from these pages.", field="pages") from error
        return Wanted(name=self["name"], zone=self["zone"], starts_at=starts, ends_at=ends, pages=chosen)

    @classmethod
    def of(cls, release: ReleaseView) -> "ReleaseForm":
        """Create a form filled with the values of a release."""
        return cls.filled(
            name=release.name,
            starts=_written(release.starts_at, release.zone),
            starts_which=_which(release.starts_at, release.zone),
            ends=_written(release.ends_at, release.zone) if release.ends_at else "",
            ends_which=_which(release.ends_at, release.zone) if release.ends_at else "",
            zone=release.zone,
        )


def _written(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _which(moment: datetime, zone: str) -> str:
    there = moment.astimezone(ZoneInfo(zone))
    comes_twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    return ("second" if there.fold else "first") if comes_twice else ""
