from app.adapters import mail


def test_stored_mail_is_shown_with_its_links(client, clean_database):
    mail.send(to="ada@example.test", subject="A <b>letter</b>", body="Look at http://localhost/password/x\n")
    stored = mail.list_stored()[0]

    assert "A &lt;b&gt;letter&lt;/b&gt;" in client.get("/dev/mail").text
    assert '<a href="http://localhost/password/x"' in client.get(f"/dev/mail/{stored.id}").text


def test_missing_mail_is_not_found(client):
    assert client.get("/dev/mail/none").status_code == 404
