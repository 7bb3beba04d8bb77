"""`python -m bench.peer_editors [BLOCKS ...]`: runs QuillSpace for benchmarks that compare several editors.

Prints the benchmark's options for each page: the adapter, the page's URL, and the session cookie.
"""

import signal
import sys
from pathlib import Path

from bench import content
from bench.author import Browser, make_author
from bench.running import quillspace

ADAPTER = Path(__file__).parent / "puck_adapter.js"


def main() -> None:
    """Run until Ctrl-C or SIGTERM."""
    sizes = [int(text) for text in sys.argv[1:]] or [50, 200]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with quillspace() as running:
        pages = [content.page(f"of-{size}", content.document(size)) for size in sizes]
        author = make_author("bench-beside", [content.page("", content.document(3)), *pages])
        name, value = Browser(running.url, author).cookie()
        for size in sizes:
            url = f"{running.url}/pages/{author.pages[f'of-{size}']}/edit"
            print(f"--n {size} --editor quillspace={ADAPTER}={url} --cookie {name}={value}", flush=True)
        signal.pause()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
