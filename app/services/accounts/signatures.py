"""Signed texts that expire, such as cookies and links."""

from typing import Any

from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

MAX_AHEAD_SECONDS = 86_400
"""How far the clock of the process that signed may have been ahead, before it was corrected or on another machine."""


class PatientSigner(TimestampSigner):
    """Accepts signatures from the near future.

    Otherwise, the correction of a clock that was ahead would sign out everybody who signed in meanwhile.
    """

    def unsign(
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> Any:
        """Verify as the base class does. Raises BadSignature."""
        # The base class's overloads accept no `bool` that is known only at run time.
        try:
            return super().unsign(signed_value, max_age, return_timestamp)  # type: ignore[call-overload]  # see above
        except SignatureExpired as error:
            signed = error.date_signed
            ahead = signed.timestamp() - self.get_timestamp() if signed else 0
            if not 0 < ahead <= MAX_AHEAD_SECONDS:
                raise
            return super().unsign(signed_value, None, return_timestamp)  # type: ignore[call-overload]  # see above


def make_signer(key: str, purpose: str) -> URLSafeTimedSerializer:
    """Return what signs texts for one purpose and verifies them."""
    return URLSafeTimedSerializer(key, salt=purpose, signer=PatientSigner)
