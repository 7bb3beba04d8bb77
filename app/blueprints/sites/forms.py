"""What the site screens ask."""

from dataclasses import dataclass

from app.services.sites_languages import LANGUAGES
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


@dataclass
class SiteSearchSettings(Form):
    """How a site looks to search engines and when it is shared."""

    pattern = Input(
        label="Title of every page",
        max_length=120,
        required=False,
        placeholder="{page} · {site}",
        help="{page} is the page’s title. You can also use {site}, {author} and {tagline}.",
    )
    image = Input(
        label="Picture when a page is shared",
        max_length=2000,
        required=False,
        help="For pages that have not chosen another one. Wide ones look best: 1,200 by 630 pixels or more.",
    )
    is_hidden = Input(
        label="Keep the whole site out of search results", kind="checkbox", required=False, max_length=5
    )
    keeps_ai_away = Input(
        label="Ask AI crawlers to stay away",
        kind="checkbox",
        required=False,
        max_length=5,
        help="Robots that read for AI, such as GPTBot, ClaudeBot and Google-Extended, are asked not to read your "
        "site. Search engines may go on. Most keep to it; nobody can make them.",
    )
