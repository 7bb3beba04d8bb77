"""Password rules and hashing (Argon2id)."""

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import Invalid, Unavailable

MIN_LENGTH, MAX_LENGTH = 8, 200
# OWASP's minimum parameters for Argon2id. Each hash takes 19 MiB and a CPU core, so only a few may run at once;
# otherwise, flooding the sign-in form would be an easy denial-of-service attack.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_hashing_slots = BoundedSemaphore(2)
_SLOT_TIMEOUT_SECONDS = 10.0
_COMMON = frozenset(
    [
        "password",
        "password1",
        "password12",
        "password123",
        "passw0rd",
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "87654321",
        "qwertyui",
        "qwertyuiop",
        "qwerty123",
        "1q2w3e4r",
        "1qaz2wsx",
        "asdfghjkl",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "welcome1",
        "letmein1",
        "superman",
        "trustno1",
        "whatever",
        "computer",
        "michelle",
        "jennifer",
        "starwars",
        "abcd1234",
        "abc12345",
    ]
)


def check_password(password: str, *, personal: tuple[str, ...] = ()) -> None:
    """Raise Invalid, for the field `password`, if the password is too short, too long or too easy to guess."""
    if len(password) < MIN_LENGTH:
        raise Invalid(
            f"Please use at least {MIN_LENGTH} characters. A few unrelated words work well.", field="password"
        )
    if len(password) > MAX_LENGTH:
        raise Invalid(f"Please use at most {MAX_LENGTH} characters.", field="password")
    plain = password.lower()
    if plain in _COMMON or len(set(plain)) < 4:
        raise Invalid(
            "Many people use this one, so it’s easy to guess. Please choose another.", field="password"
        )
    if plain in {text.lower() for text in personal}:
        raise Invalid("Please choose something other than your name or email address.", field="password")


def hash_password(password: str) -> str:
    """Hash a password for storage. Raises Unavailable if no hashing slot becomes free in time."""
    with _hashing_slot():
        return _hasher.hash(password)


def verify_password(stored_hash: str | None, password: str) -> bool:
    """True if the password matches the stored hash. Takes the same time for an unknown user (None)."""
    with _hashing_slot():
        try:
            return _hasher.verify(stored_hash or _dummy_hash(), password) and stored_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored_hash: str) -> bool:
    """True if the hash was created with weaker settings than the current ones."""
    return _hasher.check_needs_rehash(stored_hash)


class _hashing_slot:  # noqa: N801 - used like a function
    """A context manager that holds one of the few hashing slots. Raises Unavailable on timeout."""

    def __enter__(self) -> None:
        if not _hashing_slots.acquire(timeout=_SLOT_TIMEOUT_SECONDS):
            raise Unavailable("Many people are signing in right now. Please try again in a moment.")

    def __exit__(self, *_error: object) -> None:
        _hashing_slots.release()


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return _hasher.hash("a password that belongs to nobody")
