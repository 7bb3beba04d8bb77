"""The defences of accounts: sign-in, addresses, emails and sessions."""

from tests.defences.removal import Defence, Edit

ACCOUNTS = (
    Defence(
        "a disabled user's link for a new password",
        (
            Edit(
                file="migrations/versions/0001_people.py",
                old="AND resets.used_at IS NULL AND resets.expires_at > now()\n      AND users.disabled_at IS NULL",
                new="AND resets.used_at IS NULL AND resets.expires_at > now()",
            ),
        ),
        ("tests/services/accounts/test_password_resets.py",),
    ),
    Defence(
        "a disabled user's request for a new password",
        (
            Edit(
                file="app/services/accounts/password_resets.py",
                old="NOBODY if found is None or found.is_disabled else",
                new="NOBODY if found is None else",
            ),
        ),
        ("tests/services/accounts/test_password_resets.py",),
    ),
    Defence(
        "the limit of guesses at the current password",
        (
            Edit(
                file="app/services/accounts/people.py",
                old='with limits.guessing(("current password for an account", str(user_id))):',
                new="if user_id:",
            ),
        ),
        ("tests/services/accounts/test_people.py",),
    ),
    Defence(
        "a visit belongs to one member of our staff",
        (
            Edit(
                file="app/services/accounts/sessions.py",
                old="                SupportSession.staff_id == user.id,\n",
                new="",
            ),
        ),
        ("tests/services/support/test_visits.py",),
    ),
    Defence(
        "the end of a reader's cookie",
        (Edit(file="app/delivery/site_passwords.py", old=" and int(expiry[:12]) > time.time()", new=""),),
        ("tests/delivery/test_site_passwords.py",),
    ),
    Defence(
        "known browsers become unknown",
        (
            Edit(
                file="app/services/accounts/sessions.py",
                old="        known_browsers.forget_browsers(user_id)\n",
                new="",
            ),
        ),
        (
            "tests/services/accounts/test_known_browsers.py",
            "tests/blueprints/accounts/test_known_browsers.py",
        ),
    ),
    Defence(
        "guesses in a known browser are counted apart",
        (
            Edit(
                file="app/services/accounts/known_browsers.py",
                old="if known is not None:\n        return [",
                new="if False:\n        return [",
            ),
        ),
        ("tests/services/accounts/test_known_browsers.py",),
    ),
    Defence(
        "a claim does not lift the limit of guesses",
        (
            Edit(
                file="app/services/accounts/people.py",
                old="    if account.is_confirmed or found.known:\n",
                new="    if True:\n",
            ),
        ),
        ("tests/services/accounts/test_known_browsers.py",),
    ),
    Defence(
        "a browser that knows a claim does not reach the confirmed account",
        (
            Edit(
                file="migrations/versions/0027_confirmed_addresses.py",
                old="    WHERE is_known OR NOT EXISTS (SELECT FROM matching WHERE is_known)\n",
                new="",
            ),
        ),
        ("tests/services/accounts/test_known_browsers.py",),
    ),
    Defence(
        "IPv6 addresses are counted by network",
        (
            Edit(
                file="app/services/accounts/networks.py", old="IPV6_PREFIX_BITS), strict", new="128), strict"
            ),
        ),
        ("tests/services/accounts/test_known_browsers.py",),
    ),
    Defence(
        "signing in always verifies two passwords",
        (
            Edit(
                file="app/services/accounts/people.py",
                old="accounts = found.claimed, found.confirmed",
                new="accounts = [one for one in (found.claimed, found.confirmed) if one] or [None]",
            ),
        ),
        ("tests/security/test_before_sign_in.py",),
    ),
    Defence(
        "a reset is queued for every address",
        (
            Edit(
                file="app/services/accounts/password_resets.py",
                old='has_attempts_left("password reset emails to an address", address):',
                new='has_attempts_left("password reset emails to an address", address) and recipient != NOBODY:',
            ),
        ),
        ("tests/security/test_before_sign_in.py",),
    ),
    Defence(
        "unconfirmed addresses get no email with other people's words",
        (
            Edit(
                file="app/services/mail/messages.py",
                old="    if user.confirmed_at is None and kind not in TO_CLAIMED_ADDRESSES:\n        return True\n",
                new="",
            ),
        ),
        ("tests/services/accounts/test_confirmations.py",),
    ),
    Defence(
        "nobody unconfirmed is greeted by name",
        (
            Edit(
                file="app/services/mail/messages.py",
                old='plain(user.name) if user.confirmed_at else ""',
                new="plain(user.name)",
            ),
        ),
        ("tests/services/accounts/test_confirmations.py",),
    ),
    Defence(
        "names in emails are plain",
        (Edit(file="app/services/mail/messages.py", old="plain(user.name) if", new="user.name if"),),
        ("tests/jobs/test_mail.py",),
    ),
    Defence(
        "names of releases in emails are plain",
        (Edit(file="app/services/releases/mails.py", old="else plain(text)", new="else text"),),
        ("tests/jobs/test_mail.py",),
    ),
    Defence(
        "reasons in emails are plain",
        (
            Edit(
                file="app/services/support/visits.py",
                old="reason=plain(reason), url",
                new="reason=reason, url",
            ),
        ),
        ("tests/jobs/test_mail.py",),
    ),
    Defence(
        "names contain no addresses",
        (Edit(file="app/services/accounts/names.py", old="if _ADDRESS.search(name):", new="if False:"),),
        ("tests/services/accounts/test_sign_ups.py",),
    ),
    Defence(
        "a link confirms only the address that it was sent to",
        (Edit(file="app/services/accounts/confirmations.py", old="User.email == claim.address, ", new=""),),
        ("tests/services/accounts/test_confirmations.py",),
    ),
    Defence(
        "a link needs the password of an account that is not signed in",
        (
            Edit(
                file="app/blueprints/accounts/confirmations.py",
                old="known.user.id == claim.user_id",
                new="True",
            ),
        ),
        ("tests/blueprints/accounts/test_confirmations.py",),
    ),
    Defence(
        "a new password from a link ends all sessions",
        (
            Edit(
                file="app/services/accounts/confirmations.py",
                old="            people.replace_password(claim.user_id, password)\n",
                new="            people.store_password(claim.user_id, password)\n",
            ),
        ),
        ("tests/services/accounts/test_confirmations.py",),
    ),
)
