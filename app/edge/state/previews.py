"""Preview links on an edge, and the page shown without a valid link."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.delivery.preview_links import PATH, cookie_of, is_cookie_for

COOKIE = "qs-preview"
HOST_COOKIE = f"__Host-{COOKIE}"
"""The cookie's name over HTTPS; because of the prefix, browsers accept it only from the host itself."""

WORDS = {
    "en": (
        "This link no longer works",
        "It may have expired or been turned off, or the address may be incomplete.",
        "Please ask the person who sent it for a new one.",
    ),
    "de": (
        "Dieser Link gilt nicht mehr",
        "Vielleicht ist er abgelaufen oder zurückgenommen, oder ein Teil davon fehlt.",
        "Bitten Sie um einen neuen.",
    ),
    "fr": (
        "Ce lien n’est plus valable",
        "Il a peut-être expiré ou été retiré, ou il en manque une partie.",
        "Demandez-en un nouveau.",
    ),
    "es": (
        "Este enlace ya no funciona",
        "Puede que haya caducado o se haya retirado, o que falte una parte.",
        "Pide uno nuevo a quien te lo envió.",
    ),
    "it": (
        "Questo link non è più valido",
        "Forse è scaduto o è stato ritirato, o ne manca una parte.",
        "Chiedine uno nuovo a chi te l’ha mandato.",
    ),
    "nl": (
        "Deze link werkt niet meer",
        "Misschien is hij verlopen of ingetrokken, of ontbreekt er een stuk.",
        "Vraag een nieuwe aan wie hem stuurde.",
    ),
    "pt": (
        "Esta ligação já não funciona",
        "Pode ter expirado ou sido retirada, ou falta-lhe uma parte.",
        "Peça uma nova a quem a enviou.",
    ),
}
STYLE = """
:root{color-scheme:light dark}
body{font:1.125rem/1.6 Georgia,serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}
h1{font-weight:400;font-size:2rem;line-height:1.25}
"""
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><title>{title}</title><style>{style}</style></head>
<body><main><h1>{title}</h1><p>{why} {advice}</p></main></body></html>
"""


@dataclass(frozen=True)
class PreviewLink:
    """A preview link: the digest of its secret, the path it opens, and its expiry as a Unix timestamp."""

    digest: str
    path: str
    until: float

    def cookie_for_path(self, path: str) -> str | None:
        """Return the cookie value if the request path matches this preview's link, otherwise None."""
        cookie = cookie_of(path.removeprefix(PATH))
        return cookie if path.startswith(PATH) and is_cookie_for(self.digest, cookie) else None

    def is_open_for(self, cookies: Mapping[str, str]) -> bool:
        """Return True if the cookies show that the browser has opened the link."""
        return any(is_cookie_for(self.digest, cookies.get(name, "")) for name in (HOST_COOKIE, COOKIE))


def set_cookie(value: str, *, seconds: int, is_secure: bool) -> str:
    """Build the Set-Cookie header for a cookie that is valid only for this host and expires with the link."""
    name, secure = (HOST_COOKIE, "; Secure") if is_secure else (COOKIE, "")
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def link_ended_page(languages: str) -> bytes:
    """Render the page for an invalid link, in the best language in an Accept-Language header."""
    wanted = (each.strip()[:2].lower() for each in languages.split(","))
    lang = next((each for each in wanted if each in WORDS), "en")
    title, why, advice = WORDS[lang]
    return PAGE.format(lang=lang, title=title, style=STYLE, why=why, advice=advice).encode()
