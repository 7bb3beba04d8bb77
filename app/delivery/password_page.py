"""The page that asks a reader for a password, without revealing anything about the protected content."""

from html import escape

WORDS = {
    "en": ("This page is private", "Password", "Open", "That’s not the password. Please try again."),
    "de": (
        "Diese Seite ist privat",
        "Passwort",
        "Öffnen",
        "Das Passwort stimmt nicht. Versuchen Sie es noch einmal.",
    ),
    "fr": ("Cette page est privée", "Mot de passe", "Ouvrir", "Mot de passe incorrect. Réessayez."),
    "es": ("Esta página es privada", "Contraseña", "Abrir", "Esa no es la contraseña. Inténtalo de nuevo."),
    "it": ("Questa pagina è privata", "Password", "Apri", "Password errata. Riprova."),
    "nl": (
        "Deze pagina is privé",
        "Wachtwoord",
        "Openen",
        "Dat is niet het wachtwoord. Probeer het opnieuw.",
    ),
    "pt": ("Esta página é privada", "Palavra-passe", "Abrir", "Não é a palavra-passe. Tente outra vez."),
}
STYLE = """
:root{color-scheme:light dark;--line:#8a8178}
body{font:1.125rem/1.6 Georgia,serif;max-width:24rem;margin:18vh auto;padding:0 1.5rem}
h1{font-weight:400;font-size:1.75rem;line-height:1.25}
label{display:block;margin:1.5rem 0 .35rem}
input,button{font:inherit;box-sizing:border-box;width:100%;padding:.6rem .8rem}
input,button{border-radius:.4rem;border:1px solid var(--line)}
button{margin-top:1rem;background:CanvasText;color:Canvas;border-color:CanvasText;cursor:pointer}
:focus-visible{outline:3px solid #4b7fd1;outline-offset:2px}
"""
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title><style>{style}</style></head>
<body><main><h1>{title}</h1>
<form action="/_open" method="post">
<input type="hidden" name="lock" value="{lock}"><input type="hidden" name="path" value="{path}">
<input type="hidden" name="language" value="{lang}">
<label for="password">{label}</label>
<input id="password" type="password" name="password" required autofocus autocomplete="current-password"{described}>
{message}<button type="submit">{button}</button>
</form></main></body></html>
"""


def render_password_page(
    lock_id: str, path: str, language: str, *, message: str = "", is_wrong: bool = False
) -> bytes:
    """Render the page in the site's language; `message` explains why it is shown again."""
    lang = language.partition("-")[0]
    lang = lang if lang in WORDS else "en"
    title, label, button, wrong = WORDS[lang]
    text = wrong if is_wrong else message
    return PAGE.format(
        lang=lang,
        title=title,
        style=STYLE,
        lock=escape(lock_id),
        path=escape(path),
        label=label,
        button=button,
        described=' aria-describedby="said" aria-invalid="true"' if text else "",
        message=f'<p id="said" role="alert">{escape(text)}</p>\n' if text else "",
    ).encode()
