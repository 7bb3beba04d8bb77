"""Validate and normalise the path and target of a redirect."""

from urllib.parse import unquote, urlsplit

from app.components.text import PAGE_ID
from app.delivery.redirects import FOLDER, MAX_STEPS, Resolution, Rule, bare_path, normalise_path
from app.errors import Invalid
from app.services.redirects.resolution import AddressBook

MAX_LENGTH = 1000
MAX_LEVELS = 20


def clean_from(given: str, book: AddressBook) -> str:
    """Normalise the path to redirect from. Raises Invalid."""
    text = _own_path(given.strip(), book, field="from_path")
    if not text.startswith("/"):
        # A full URL, for example from an export of the site's previous host.
        text = urlsplit(text).path or "/"
    if "?" in text or "#" in text:
        raise Invalid(
            "Please leave out the ? or # and everything after it: only the path counts.", field="from_path"
        )
    path = unquote(text)
    is_folder = path.endswith(FOLDER)
    path = path.removesuffix(FOLDER)
    if "*" in path or not path.isprintable() or "\\" in path or "//" in path:
        raise Invalid(
            "Please enter a path such as /old-page, or /old-folder/* for everything in it.", field="from_path"
        )
    path = path.rstrip("/") if is_folder else normalise_path(path)
    if path == "/" and not is_folder:
        raise Invalid("This is your home page, so it can’t be redirected.", field="from_path")
    if len(path) > MAX_LENGTH:
        raise Invalid(f"Please use at most {MAX_LENGTH} characters.", field="from_path")
    if path.count("/") > MAX_LEVELS:
        raise Invalid(f"Please use at most {MAX_LEVELS} folders inside one another.", field="from_path")
    return path + FOLDER if is_folder else path


def clean_rule(kind: str, given: str, book: AddressBook) -> Rule:
    """Build the rule for a target. A page's path is stored as the page's id, so that the redirect follows the page.

    Raises Invalid.
    """
    text = given.strip()
    if kind == "gone":
        return Rule("gone")
    if not text:
        raise Invalid("Please enter a target.", field="target")
    if text.startswith("page:"):
        page = text.removeprefix("page:")
        if not PAGE_ID.fullmatch(page) or page not in book.pages:
            raise Invalid("We couldn’t find that page. Please choose another one.", field="target")
        return Rule(kind, page=page)
    path = _own_path(text, book, field="target")
    if not path.startswith("/"):
        return Rule(kind, target=path)
    path = unquote(path)
    if "*" in path.removesuffix(FOLDER) or not path.isprintable() or "\\" in path or path.startswith("//"):
        raise Invalid("Please enter a path such as /new-page, or a full address.", field="target")
    page_there = book.page_at.get(normalise_path(path))
    return Rule(kind, page=page_there) if page_there else Rule(kind, target=path)


EXAMPLES = {"from_path": "/old-page", "target": "/new-page"}


def _own_path(text: str, book: AddressBook, *, field: str) -> str:
    """Return a path on this site, even if given as a full URL, as a path; return other URLs unchanged."""
    if len(text) > 2 * MAX_LENGTH or any(char in text for char in ' \t\n\r"<>'):
        raise Invalid(
            "This contains a character that isn’t allowed in an address. Please copy it again.", field=field
        )
    if not text.lower().startswith(("http://", "https://")):
        if ":" in text.partition("/")[0] or text.startswith("//"):
            raise Invalid(
                f"Please enter a path such as {EXAMPLES[field]}, or a full address that starts with https://.",
                field=field,
            )
        return "/" + text.removeprefix("/")
    try:
        parts = urlsplit(text)
        hostname = (parts.hostname or "").rstrip(".")
    except ValueError:
        hostname = ""
    if not hostname:
        raise Invalid("We can’t read this address. Please copy it again.", field=field)
    if hostname in book.hostnames:
        query = f"?{parts.query}" if parts.query else ""
        return (parts.path or "/") + query + (f"#{parts.fragment}" if parts.fragment else "")
    if parts.username is not None:
        raise Invalid("Please leave out the user name and password in this address.", field=field)
    return text


def check_no_circle(path: str, rule: Rule, book: AddressBook) -> None:
    """Raise Invalid if readers of any path would be redirected in a loop, or too often, because of this redirect."""
    if rule.target and bare_path(rule.target) == path:
        raise Invalid("This redirects to itself.", field="target")
    loops = dict(book.with_rules({path: rule}).loops())
    if loops:
        known = dict(book.loops())
        for source, end in loops.items():
            if source == path or source not in known:
                raise Invalid(describe_loop(end), field="target")


def describe_loop(end: Resolution) -> str:
    """A sentence for the author about redirects that never end, or of which there are too many in a row."""
    if end.repeats:
        start = end.trail.index(end.trail[-1])
        return f"This would redirect in a loop: {' → '.join(end.trail[start:][-4:])}."
    return f"This would redirect more than {MAX_STEPS} times: {' → '.join(end.trail[:4])} → …"
