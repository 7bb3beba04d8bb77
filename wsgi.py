"""The web application for a WSGI server: `wsgi:app`."""

from app import create_app, logs

logs.configure(servers=["_granian"])
app = create_app()
