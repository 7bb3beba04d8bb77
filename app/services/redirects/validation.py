"""What authors type as the two ends of a redirect, in the form in which it is kept."""

from urllib.parse import unquote, urlsplit

from app.components.text import PAGE_ID
from app.delivery.redirects import FOLDER, Rule, bare_path, spelt
from app.errors import Invalid
from app.services.redirects.resolution import AddressBook

LONGEST = 1000


def clean_from(given: str, book: AddressBook) -> str:
    """The path that readers come to. Raises Invalid."""
    text = _own_path(given.strip(), book, field="from_path")
    if not text.startswith("/"):
        # From a list of the site's addresses elsewhere, before it came here.
        text = urlsplit(text).path or "/"
    if "?" in text or "#" in text:
        raise Invalid(
            "Please leave out what stands after ? or #: we look at the path alone.", field="from_path"
        )
    path = unquote(text)
    is_folder = path.endswith(FOLDER)
    path = path.removesuffix(FOLDER)
    if "*" in path or not path.isprintable() or "\\" in path or "//" in path:
        raise Invalid(
            "Please write a path such as /old-page, or /old-folder/* for all in it.", field="from_path"
        )
    path = path.rstrip("/") if is_folder else spelt(path)
    if path == "/" and not is_folder:
        raise Invalid("This is your home page, so nobody has to be led on from here.", field="from_path")
    if len(path) > LONGEST:
        raise Invalid(f"Please use at most {LONGEST} characters.", field="from_path")
    return path + FOLDER if is_folder else path


def clean_rule(kind: str, given: str, book: AddressBook) -> Rule:
    """Where it leads: to a page whenever a page has that address, so that it follows the page. Raises Invalid."""
    text = given.strip()
    if kind == "gone":
        return Rule("gone")
    if not text:
        raise Invalid("Please say where it leads.", field="target")
    if text.startswith("page:"):
        page = text.removeprefix("page:")
        if not PAGE_ID.fullmatch(page) or page not in book.pages:
            raise Invalid("That page could not be found. Please choose it again.", field="target")
        return Rule(kind, page=page)
    path = _own_path(text, book, field="target")
    if not path.startswith("/"):
        return Rule(kind, target=path)
    path = unquote(path)
    if "*" in path.removesuffix(FOLDER) or not path.isprintable() or "\\" in path or path.startswith("//"):
        raise Invalid("Please write a path such as /new-page, or a whole address.", field="target")
    page_there = book.page_at.get(spelt(path))
    return Rule(kind, page=page_there) if page_there else Rule(kind, target=path)


def _own_path(text: str, book: AddressBook, *, field: str) -> str:
    """A path of this site, also when it was given as a whole address; other addresses as they are."""
    if len(text) > 2 * LONGEST or any(char in text for char in ' \t\n\r"<>'):
        raise Invalid("There is a character in here that no address has. Please copy it again.", field=field)
    if not text.lower().startswith(("http://", "https://")):
        if ":" in text.partition("/")[0] or text.startswith("//"):
            raise Invalid("An address starts with https://, a path with /.", field=field)
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
        raise Invalid("Please leave out the name and the password in this address.", field=field)
    return text


def check_no_circle(path: str, rule: Rule, book: AddressBook) -> None:
    """Raise Invalid when readers would be sent round and round, or to where they are."""
    if rule.target and bare_path(rule.target) == path:
        raise Invalid("This leads to itself.", field="target")
    end = book.with_rules({path: rule}).resolve(path)
    if end.is_circle:
        raise Invalid(f"This leads in a circle: {' → '.join(end.trail[-4:])}.", field="target")
