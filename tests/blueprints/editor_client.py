"""An editor without a browser, which sends the requests that the editor's scripts would send."""

import html
import re
from dataclasses import dataclass
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import Person


@dataclass
class Editor:
    """A signed-in client with an open page."""

    client: FlaskClient
    page_id: object
    token: str

    @property
    def url(self) -> str:
        """The URL of the page; its resources are below it."""
        return f"/pages/{self.page_id}"

    def send(self, method: str, path: str, **fields: object) -> TestResponse:
        """Send a gesture as htmx does."""
        return self.client.open(
            self.url + path,
            method=method,
            data={"operation_id": str(uuid4()), **fields},
            headers={"X-CSRF-Token": self.token, "HX-Request": "true", "Sec-Fetch-Site": "same-origin"},
        )

    def add(self, component: str, **place: str) -> str:
        """Add a component and return the new block's id."""
        response = self.send("POST", "/blocks", component=component, **place)
        assert response.status_code == 200, response.text
        return html.unescape(re.search(r'data-select="([^"]*)"', response.text)[1])

    def canvas(self) -> str:
        """Return the canvas's HTML."""
        return self.client.get(f"{self.url}/canvas").text


def open_editor(client: FlaskClient, person: Person) -> Editor:
    person.sign_in(client)
    return Editor(client, person.page_id, client.environ_base["HTTP_X_CSRF_TOKEN"])
