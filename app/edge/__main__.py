"""`python -m app.edge`: runs the agent of one edge until SIGTERM or SIGINT."""

import logging
import signal
import sys
import threading

from app import logs
from app.adapters.object_store import open_store
from app.adapters.startup import load_checked_config
from app.config import load_config
from app.edge.agent import Agent
from app.edge.server import EdgeServer

log = logging.getLogger("quillspace.edge")


def main() -> int:
    """Serve from the last snapshot immediately, then follow the database; return the exit code."""
    logs.configure()
    try:
        config = load_checked_config("edge")
        store = open_store(config.object_store_url)
    except ValueError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    agent = Agent(
        home=config.edge_home,
        dsn=lambda: load_config().database_edge_url,
        store=store,
        budget=config.edge_disk_budget,
        purge=config.edge_purge,
    )
    agent.purge.start()
    server = EdgeServer(agent=agent, config=config)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: agent.stop())
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    agent.run()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
