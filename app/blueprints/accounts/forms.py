"""What the account screens ask."""

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
    """Joining."""

    name = Input(label="Your name", max_length=80, autocomplete="name", help="As your readers know it.")
    email = Input(label="Mail address", kind="email", max_length=254, autocomplete="email")
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
    """Coming back."""

    email = Input(label="Mail address", kind="email", max_length=254, autocomplete="username")
    password = Input(label="Password", kind="password", max_length=1000, autocomplete="current-password")


@dataclass
class Code(Form):
    """The second factor."""

    code = Input(label="Code", kind="code", max_length=12, autocomplete="one-time-code")


@dataclass
class ResetRequest(Form):
    """Asking for a link."""

    email = Input(label="Mail address", kind="email", max_length=254, autocomplete="email")


@dataclass
class NewPassword(Form):
    """Choosing a password with a link."""

    password = Input(
        label="New password",
        kind="password",
        max_length=200,
        autocomplete="new-password",
        help="Eight characters or more. A few plain words work well.",
    )


@dataclass
class Account(Form):
    """One's own name."""

    name = Input(label="Your name", max_length=80, autocomplete="name")


@dataclass
class PasswordChange(Form):
    """A new password while signed in."""

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
    """Whether our staff may look in."""

    support_access = Input(
        label="When you write to us for help",
        kind="radio",
        options=(
            ("read", "Support may look at your sites, and can change nothing"),
            ("ask", "Support has to ask you first"),
            ("never", "Support never looks"),
        ),
    )
