"""Forms of the account screens."""

from dataclasses import dataclass

from app.web.forms import Form, Input

WRITING = (
    ("novels", "Novels"),
    ("crime", "Crime and thrillers"),
    ("poetry", "Poetry"),
    ("nature", "Nature and non-fiction"),
    ("essays", "Essays and journalism"),
    ("children", "Books for children"),
    ("other", "Something else"),
)


@dataclass
class SignUp(Form):
    """Sign-up."""

    name = Input(
        label="Your name", max_length=80, autocomplete="name", help="The name your readers know you by."
    )
    email = Input(label="Email", kind="email", max_length=254, autocomplete="email")
    password = Input(
        label="Password",
        kind="password",
        max_length=200,
        autocomplete="new-password",
        help="Eight characters or more. A few plain words work well.",
    )
    writing = Input(label="What you write", kind="select", options=WRITING, required=False)


@dataclass
class SignIn(Form):
    """Sign-in."""

    email = Input(label="Email", kind="email", max_length=254, autocomplete="username")
    password = Input(label="Password", kind="password", max_length=1000, autocomplete="current-password")


@dataclass
class Code(Form):
    """The second factor."""

    code = Input(label="Code", kind="code", max_length=12, autocomplete="one-time-code")


@dataclass
class ResetRequest(Form):
    """Request for a reset link."""

    email = Input(label="Email", kind="email", max_length=254, autocomplete="email")


@dataclass
class NewPassword(Form):
    """New password from a reset link."""

    password = Input(
        label="New password",
        kind="password",
        max_length=200,
        autocomplete="new-password",
        help="Eight characters or more. A few plain words work well.",
    )


@dataclass
class Account(Form):
    """Name of the signed-in person."""

    name = Input(label="Your name", max_length=80, autocomplete="name")


@dataclass
class PasswordChange(Form):
    """Password change while signed in."""

    current = Input(
        label="Current password", kind="password", max_length=1000, autocomplete="current-password"
    )
    password = Input(
        label="New password",
        kind="password",
        max_length=200,
        autocomplete="new-password",
        help="Other browsers are signed out when you change it.",
    )


@dataclass
class SupportChoice(Form):
    """Support access."""

    support_access = Input(
        label="When you write to us for help",
        kind="radio",
        options=(
            ("read", "Support may view your sites, but can’t change anything"),
            ("ask", "Support must ask me first"),
            ("never", "Support may not view my sites"),
        ),
    )
