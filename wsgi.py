"""The web application for servers: `wsgi:app` for WSGI, `wsgi:server` for Granian's RSGI."""

import sys

from app import create_app, logs
from app.adapters.parent import end_with_parent
from app.adapters.startup import load_checked_config
from app.web.auth import hashes_password, signed_in_browser
from app.web.server import Bridge

THREADS = 16

end_with_parent()
logs.configure(servers=["_granian"])
try:
    config = load_checked_config("web")
except ValueError as error:
    sys.exit(f"Error: {error}")
app = create_app(config)
server = Bridge(
    app.wsgi_app, threads=THREADS, browser_of=signed_in_browser(app), hashes_password=hashes_password
)
