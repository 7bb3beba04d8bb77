"""What the site screens ask."""

from dataclasses import dataclass

from app.services.sites import LANGUAGES
from app.web.forms import Form, Input


@dataclass
class NewSite(Form):
    """A first or further site."""

    author_name = Input(
        label="Author’s name",
        max_length=80,
        autocomplete="name",
        help="It will stand at the top of your site.",
    )
    subdomain = Input(
        label="Address",
        max_length=48,
        kind="subdomain",
        help="Readers type this. You can change it later, and the old address leads to the new one.",
    )
    template = Input(label="Design", kind="design", max_length=60)


@dataclass
class SiteSettings(Form):
    """What a site is called and where readers find it."""

    name = Input(
        label="Site name", max_length=80, help="It stands in the browser’s tab and in search results."
    )
    author_name = Input(label="Author’s name", max_length=80, autocomplete="name")
    tagline = Input(
        label="Tagline",
        max_length=160,
        required=False,
        help="One line below your name, such as “Novels of manners and mischief”.",
    )
    subdomain = Input(
        label="Address",
        max_length=48,
        kind="subdomain",
        help="If you change it, the old address keeps leading readers here.",
    )
    language = Input(
        label="Language you write in",
        kind="select",
        options=tuple(LANGUAGES.items()),
        help="Browsers use it to hyphenate and to read aloud.",
    )
