from app.adapters import mail


def test_kept_mail_is_shown_with_its_links(client, clean_database):
    mail.send(to="ada@example.test", subject="A <b>letter</b>", body="Look at http://localhost/password/x\n")
    kept = mail.list_stored()[0]

    assert "A &lt;b&gt;letter&lt;/b&gt;" in client.get("/dev/mail").text
    assert '<a href="http://localhost/password/x"' in client.get(f"/dev/mail/{kept.id}").text


def test_mail_that_is_not_there_is_not_found(client):
    assert client.get("/dev/mail/none").status_code == 404
