"""The web application for servers: `wsgi:app` for WSGI, `wsgi:server` for Granian's RSGI."""

from app import create_app, logs
from app.web.auth import signed_in_browser
from app.web.server import Bridge

THREADS = 16

logs.configure(servers=["_granian"])
app = create_app()
server = Bridge(app.wsgi_app, threads=THREADS, browser_of=signed_in_browser(app))
