"""The default 404 page, in the site's language."""

from collections.abc import Iterable

from app.components.component_registry import ComponentRegistry
from app.components.rendering import PageFacts
from app.tree import codecs
from app.tree.model import Tree

WORDS = {
    "en": (
        "We can’t find this page",
        "It may have moved, or the address may be misspelt.",
        "Go to the home page",
    ),
    "de": (
        "Diese Seite gibt es nicht",
        "Sie ist vielleicht umgezogen, oder die Adresse ist falsch geschrieben.",
        "Zur Startseite",
    ),
    "fr": (
        "Cette page est introuvable",
        "Elle a peut-être été déplacée, ou l’adresse contient une erreur.",
        "Aller à la page d’accueil",
    ),
    "es": (
        "No encontramos esta página",
        "Puede que se haya movido o que la dirección esté mal escrita.",
        "Ir a la página de inicio",
    ),
    "it": (
        "Questa pagina non esiste",
        "Forse è stata spostata, o l’indirizzo è scritto male.",
        "Vai alla pagina iniziale",
    ),
    "nl": (
        "Deze pagina bestaat niet",
        "Misschien is de pagina verplaatst, of is het adres verkeerd gespeld.",
        "Naar de startpagina",
    ),
    "pt": (
        "Não encontrámos esta página",
        "Talvez tenha mudado de lugar, ou o endereço esteja mal escrito.",
        "Ir para a página inicial",
    ),
}


def not_found_page_title(language: str) -> str:
    """The page's title in this language."""
    return _words(language)[0]


def not_found_page_tree(language: str, pages: Iterable[PageFacts], registry: ComponentRegistry) -> Tree:
    """The page's tree: a hero with a link to the home page."""
    heading, lead, label = _words(language)
    home = next((page for page in pages if page.url == "/"), None)
    link = {"page": home.id} if home else {"url": "/"}
    hero = {
        "id": "missing",
        "heading": heading,
        "lead": f"<p>{lead}</p>",
        "actions": [{"type": "Button", "props": {"id": "missing-home", "label": label, "link": link}}],
    }
    return codecs.load_puck({"root": {"props": {}}, "content": [{"type": "Hero", "props": hero}]}, registry)


def _words(language: str) -> tuple[str, str, str]:
    return WORDS.get(language.partition("-")[0], WORDS["en"])
