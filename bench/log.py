"""Size of the operation log after an hour of typing: as written, and with finished bursts folded."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Engine, create_engine, text

from app import extensions
from app.embedded import scratch
from app.services import documents, editing
from app.services.documents import Gesture
from app.tree.model import Insert
from bench import content
from bench.author import Author, make_author
from bench.report import Options, Row
from tests import house

PER_SECOND = 5
HOUR = 3600
PARAGRAPH = 120
"""The number of words in a text before the author starts the next one."""
SENTENCE = 14
"""The number of words between two pauses; typing without a pause is one burst."""

SIZES = text("""
SELECT count(*) AS rows, coalesce(sum(pg_column_size(payload)), 0) AS payload,
       coalesce(sum(pg_column_size(page_operations.*)), 0) AS bytes
FROM page_operations WHERE page_id = :page
""")
AGE = text("UPDATE page_operations SET created_at = created_at - interval '15 minutes'")


def measure(options: Options) -> Sequence[Row]:
    """Type for a while, one operation per character, and scale the size to an hour."""
    characters = options.rounds(9_000, 600)
    with house.temporary_home() as home, scratch.running(home) as config:
        connections = extensions.configure(config)
        address = house.admin_url(config).replace("postgresql://", "postgresql+psycopg://", 1)
        admin = create_engine(address)
        try:
            author = make_author("bench", [content.page("", content.document(3))])
            page = author.pages[""]
            typed = _type(author, page, characters)
            before = _sizes(admin, page)
            with admin.begin() as connection:
                connection.execute(AGE)
            documents.fold_logs()
            after = _sizes(admin, page)
        finally:
            admin.dispose()
            connections.close()
    return _rows(typed, before, after)


def _type(author: Author, page: UUID, characters: int) -> int:
    """Type one text after another, and return the number of operations."""
    writer, typed = content.Writer(7, paragraphs=1), 0
    while typed < characters:
        with author.scope():
            added = editing.insert_block(page, component="Text", gesture=Gesture())
            [block] = (each.block.id for each in added.operation.changes if isinstance(each, Insert))
            typed += _write(page, block, writer.words(PARAGRAPH), characters - typed)
    return typed


def _write(page: UUID, block: str, text: str, limit: int) -> int:
    group, spaces, typed = uuid4(), 0, 0
    for end in range(1, min(len(text), limit) + 1):
        if text[end - 1] == " ":
            spaces += 1
            group = uuid4() if spaces % SENTENCE == 0 else group
        body = f"<p>{text[:end].replace('&', '&amp;')}</p>"
        editing.update_block(page, block, {"body": body}, gesture=Gesture(group_id=group))
        typed += 1
    return typed


def _sizes(admin: Engine, page: UUID) -> tuple[int, int, int]:
    with admin.connect() as connection:
        found = connection.execute(SIZES, {"page": page}).one()
    return int(found.rows), int(found.payload), int(found.bytes)


def _rows(typed: int, before: tuple[int, int, int], after: tuple[int, int, int]) -> list[Row]:
    hours = typed / (PER_SECOND * HOUR)
    note = f"{typed:,} characters at {PER_SECOND} a second, scaled; rows without their indexes"
    rows = []
    for name, (count, payload, size) in (("as written", before), ("folded", after)):
        rows.append(
            Row(what=f"log of an hour of typing, {name}", median=size / hours / 1e6, unit="MB", note=note)
        )
        rows.append(Row(what=f"of which payload, {name}", median=payload / hours / 1e6, unit="MB"))
        rows.append(Row(what=f"rows, {name}", median=count / hours, unit="rows"))
    rows.append(Row(what="as written / folded", median=before[2] / max(1, after[2]), unit="times"))
    return rows
