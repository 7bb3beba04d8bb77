"""The forms on the site screens."""

from dataclasses import dataclass

from app.services.sites import LANGUAGES
from app.web.forms import Form, Input


@dataclass
class NewSite(Form):
    """The form for a new site."""

    author_name = Input(
        label="Author’s name",
        max_length=80,
        autocomplete="name",
        help="It appears at the top of your site.",
    )
    subdomain = Input(
        label="Address",
        max_length=48,
        kind="subdomain",
        help="What readers type. You can change it later; the old address will redirect to the new one.",
    )
    template = Input(label="Design", kind="design", max_length=60)


@dataclass
class SiteSettings(Form):
    """The form for a site's settings."""

    name = Input(label="Site name", max_length=80, help="Shown in the browser tab and in search results.")
    author_name = Input(label="Author’s name", max_length=80, autocomplete="name")
    tagline = Input(
        label="Tagline",
        max_length=160,
        required=False,
        help="A line below the site’s name, such as “Novels of manners and mischief”.",
    )
    subdomain = Input(
        label="Address",
        max_length=48,
        kind="subdomain",
        help="If you change it, the old address will redirect to the new one.",
    )
    language = Input(
        label="Language you write in",
        kind="select",
        options=tuple(LANGUAGES.items()),
        help="Browsers use it to hyphenate words and read pages aloud.",
    )
