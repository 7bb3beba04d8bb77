from bench.report import Figure, Row, row, table
from bench.timing import spread


def figure(*rows: Row) -> Figure:
    return Figure(name="drop", rows=rows, load_before=0.5, load_after=1.5, pace=12.5, seconds=2)


def test_a_met_target_is_shown_as_yes():
    assert row("drop", spread([1, 2, 3]), p95_below=4).is_met is True


def test_a_missed_target_is_highlighted():
    said = table([figure(row("drop to paint", spread([40, 60]), p95_below=50))])

    assert "| drop | drop to paint | 50 | 60 | ms | p95 < 50 ms | **no** | 0.5 to 1.5 | 12.5 |  |" in said


def test_a_figure_without_a_target_is_neither_met_nor_missed():
    said = table([figure(Row(what="pages", median=1234.5, unit="pages/s"))])

    assert "| drop | pages | 1,234 |  | pages/s |  |  | 0.5 to 1.5 | 12.5 |  |" in said
