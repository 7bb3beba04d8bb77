"""All checks, in the order of the report: causes before what they affect."""

from app.cli.doctor import address, clocks, database, edge, logins, machine, outgoing_mail, queue, store
from app.cli.doctor.finding import Check
from app.config import Config

DATABASE = ("database",)
READABLE = ("database", "logins", "schema")
CHECKS: tuple[Check, ...] = (
    Check(part="python", run=machine.check_python, is_for_edges=True),
    Check(part="settings", run=machine.check_settings, is_for_edges=True),
    Check(part="database", run=database.check_server, advice=database.START, is_for_edges=True),
    Check(part="logins", run=logins.check_logins, needs=DATABASE, is_for_edges=True),
    Check(part="schema", run=database.check_schema, needs=DATABASE),
    Check(part="extensions", run=database.check_extensions, needs=DATABASE),
    Check(part="connections", run=database.check_connections, needs=DATABASE),
    Check(part="roles", run=database.check_roles, needs=("database", "logins")),
    Check(part="tenant isolation", run=database.check_isolation, needs=DATABASE),
    Check(part="queue", run=queue.check_server, advice=queue.START),
    Check(part="object store", run=store.check_store, is_for_edges=True),
    Check(part="mail server", run=outgoing_mail.check_server),
    Check(part="clocks", run=clocks.check_clocks, is_for_edges=True),
    Check(part="web", run=machine.check_web),
    Check(part="address", run=address.check_address, needs=("web", "database")),
    Check(part="certificate", run=address.check_certificate, needs=("web", "database")),
    Check(part="relay", run=database.check_relay, needs=(*READABLE, "queue")),
    Check(part="workers", run=queue.check_workers, needs=("queue",)),
    Check(part="outbox", run=database.check_outbox, needs=(*READABLE, "queue", "relay", "workers")),
    Check(part="parked jobs", run=queue.check_parked, needs=("queue",)),
    Check(part="parked work", run=queue.check_parked_work, needs=READABLE),
    Check(part="publications", run=database.check_publications, needs=READABLE),
    Check(part="secret key", run=machine.check_secret, needs=("settings",)),
    Check(part="edge agent", run=edge.check_agent, needs=DATABASE, is_for_edges=True),
    Check(part="edges", run=edge.check_all_agents, needs=(*READABLE, "object store")),
    Check(part="caddy", run=edge.check_caddy, is_for_edges=True),
    Check(part="caddyfile", run=edge.check_caddyfile, is_for_edges=True),
    Check(part="disk", run=machine.check_disk, is_for_edges=True),
    Check(part="browser libraries", run=machine.check_vendor),
)


def checks_for(config: Config) -> list[Check]:
    """Return the checks for this machine: all of them, or only those of an edge if only its login is set."""
    is_only_edge = bool(config.database_edge_url) and not config.database_url
    return [check for check in CHECKS if check.is_for_edges or not is_only_edge]
