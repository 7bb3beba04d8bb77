"""What an edge knows of a preview's link, and the page for whoever has not opened it."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.delivery.preview_links import PATH, cookie_of, is_cookie_for

COOKIE = "qs-preview"
HOST_COOKIE = f"__Host-{COOKIE}"
"""Over https; browsers take it from nobody but the host itself."""

WORDS = {
    "en": (
        "This link has ended",
        "It may be over or taken back, or a part of it got lost on the way.",
        "Please ask whoever sent it for a new one.",
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
        "Questo link non vale più",
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
    """One link: what its secret is checked by, where it leads and when it ends, as time.time() counts."""

    digest: str
    path: str
    until: float

    def opened_by(self, path: str) -> str | None:
        """The cookie for whoever asks for this path, if it is the link's."""
        cookie = cookie_of(path.removeprefix(PATH))
        return cookie if path.startswith(PATH) and is_cookie_for(self.digest, cookie) else None

    def is_open_for(self, cookies: Mapping[str, str]) -> bool:
        """Whether a browser has opened the link before."""
        return any(is_cookie_for(self.digest, cookies.get(name, "")) for name in (HOST_COOKIE, COOKIE))


def set_cookie(value: str, *, seconds: int, is_secure: bool) -> str:
    """The header that has a browser keep it, for this host alone and no longer than the link."""
    name, secure = (HOST_COOKIE, "; Secure") if is_secure else (COOKIE, "")
    return f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def ended_page(languages: str) -> bytes:
    """It says nothing about what was shown, not even that it was; `languages` as browsers send them."""
    wanted = (each.strip()[:2].lower() for each in languages.split(","))
    lang = next((each for each in wanted if each in WORDS), "en")
    title, why, advice = WORDS[lang]
    return PAGE.format(lang=lang, title=title, style=STYLE, why=why, advice=advice).encode()
