"""The forms for how pages and sites look in search results and when they are shared."""

from dataclasses import dataclass

from app.web.forms import Form, Input


@dataclass
class PageSearchDetails(Form):
    """The form for how a page appears in search results and when shared."""

    search_title = Input(
        label="Title in search results",
        max_length=120,
        required=False,
        help="Leave this empty to use the site’s usual title for this page.",
    )
    meta_description = Input(
        label="Description",
        kind="textarea",
        max_length=300,
        required=False,
        help="A sentence or two that search engines may show below the title. Leave this empty to use the "
        "beginning of the page.",
    )
    image = Input(
        label="Picture for sharing",
        max_length=2000,
        required=False,
        help="Wide pictures look best: 1,200 by 630 pixels or more.",
    )
    canonical = Input(
        label="Main address of this text",
        max_length=2000,
        kind="slug",
        required=False,
        help="Fill this in only if the same text is also published elsewhere and search engines should show that copy.",
    )
    subject = Input(
        label="What this page is",
        kind="select",
        required=False,
        optional_note="",
        options=(("", "A regular page"), ("article", "An article"), ("event", "An event")),
        max_length=20,
        help="An article is an essay, a story or a post; an event is a reading or a signing.",
    )
    date = Input(
        label="When",
        kind="date",
        required=False,
        optional_note="for an article or event",
        max_length=40,
        help="The day it was published or takes place.",
    )
    place = Input(
        label="Where",
        required=False,
        optional_note="for an event",
        max_length=200,
        help="The venue and town.",
    )
    is_hidden = Input(
        label="Keep this page out of search results", kind="checkbox", required=False, max_length=5
    )


@dataclass
class SiteSearchSettings(Form):
    """The form for how a site looks to search engines and when it is shared."""

    pattern = Input(
        label="Pattern for page titles",
        max_length=120,
        required=False,
        placeholder="{page} · {site}",
        help="{page} is the page’s title. You can also use {site}, {author} and {tagline}.",
    )
    image = Input(
        label="Picture for sharing",
        max_length=2000,
        required=False,
        help="For pages without one of their own. Wide pictures look best: 1,200 by 630 pixels or more.",
    )
    is_hidden = Input(
        label="Keep the whole site out of search results", kind="checkbox", required=False, max_length=5
    )
    keeps_ai_away = Input(
        label="Ask AI crawlers to stay away",
        kind="checkbox",
        required=False,
        max_length=5,
        help="Crawlers that collect pages for AI, such as GPTBot, ClaudeBot and Google-Extended, are asked not to read "
        "your site. Search engines are not affected. Most crawlers comply, but nobody can force them to.",
    )
