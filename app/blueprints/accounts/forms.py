"""The forms on the account screens."""

from dataclasses import dataclass

from app.web.forms import Form, Input

WRITING = (
    ("novels", "Novels"),
    ("crime", "Crime and thrillers"),
    ("poetry", "Poetry"),
    ("nature", "Nature and non-fiction"),
    ("essays", "Essays and journalism"),
    ("children", "Children’s books"),
    ("other", "Something else"),
)


@dataclass
class SignUp(Form):
    """The sign-up form."""

    name = Input(
        label="Your name", max_length=80, autocomplete="name", help="The name your readers know you by."
    )
    email = Input(label="Email", kind="email", max_length=254, autocomplete="email")
    password = Input(
        label="Password",
        kind="password",
        max_length=200,
        autocomplete="new-password",
        help="Eight characters or more. A few unrelated words work well.",
    )
    writing = Input(label="What you write", kind="select", options=WRITING, required=False)


@dataclass
class SignIn(Form):
    """The sign-in form."""

    email = Input(label="Email", kind="email", max_length=254, autocomplete="username")
    password = Input(label="Password", kind="password", max_length=1000, autocomplete="current-password")


@dataclass
class Code(Form):
    """The form for the second factor."""

    code = Input(label="Code", kind="code", max_length=12, autocomplete="one-time-code")


@dataclass
class ResetRequest(Form):
    """The form that requests a reset link."""

    email = Input(label="Email", kind="email", max_length=254, autocomplete="email")


@dataclass
class NewPassword(Form):
    """The form for a new password, opened from a reset link."""

    password = Input(
        label="New password",
        kind="password",
        max_length=200,
        autocomplete="new-password",
        help="Eight characters or more. A few unrelated words work well.",
    )


@dataclass
class Account(Form):
    """The form for the signed-in user's name."""

    name = Input(label="Your name", max_length=80, autocomplete="name")


@dataclass
class ClaimedAddress(Form):
    """The form that changes an address before it is confirmed."""

    email = Input(label="Email", kind="email", max_length=254, autocomplete="email")


@dataclass
class Confirmation(Form):
    """The form that confirms an address in a browser that is not signed in."""

    password = Input(
        label="Password",
        kind="password",
        max_length=200,
        autocomplete="current-password",
        help="The one that you chose when you started your site. If you’ve forgotten it, choose a new one here.",
    )


@dataclass
class PasswordChange(Form):
    """The form with which a signed-in user changes the password."""

    current = Input(
        label="Current password", kind="password", max_length=1000, autocomplete="current-password"
    )
    password = Input(
        label="New password",
        kind="password",
        max_length=200,
        autocomplete="new-password",
        help="Changing it signs you out in all other browsers.",
    )


@dataclass
class SupportChoice(Form):
    """The form for support access."""

    support_access = Input(
        label="When you write to us for help",
        kind="radio",
        options=(
            ("read", "Support may view my sites, but can’t change anything"),
            ("ask", "Support must ask me first"),
            ("never", "Support may not view my sites"),
        ),
    )
