"""Sign-up: a user and the tenant they own. The address is only claimed until its owner confirms it by mail."""

from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.errors import Conflict
from app.models import Membership, Role, Tenant, User, UserCredential
from app.services import audit
from app.services.accounts import passwords
from app.services.accounts import rate_limits as limits
from app.services.accounts.names import clean_name
from app.services.accounts.networks import network_of
from app.services.accounts.people import clean_email
from app.services.mail import MailKind, send_later
from app.tenancy import tenant_scope, transaction


def sign_up(*, name: str, email: str, password: str, ip: str = "") -> UUID:
    """Create a user whose address is still to be confirmed, and email the owner of the address.

    Everything is the same whether or not the address has an account already. Raises Invalid or TooMany.
    """
    network = network_of(ip)
    limits.consume_attempt("sign-up from a network", network)
    cleaned, address = clean_name(name), clean_email(email)
    user_id, tenant_id = uuid4(), uuid4()
    password_hash = _hash(cleaned, address, password)
    # If strangers have used it up, the owner of the address has had enough of these emails; the account works anyway.
    is_mailed = limits.may_mail_about_sign_up(address, network)
    with tenant_scope(tenant_id, user_id=user_id), transaction():
        _create(tenant_id, user_id, name=cleaned, address=address, password_hash=password_hash)
        if is_mailed:
            send_later(MailKind.CONFIRMATION, user_id=user_id)
    return user_id


def create_confirmed_account(*, name: str, email: str, password: str) -> UUID:
    """Create a user with an address that an operator vouches for. Raises Invalid or Conflict."""
    cleaned, address = clean_name(name), clean_email(email)
    user_id, tenant_id = uuid4(), uuid4()
    password_hash = _hash(cleaned, address, password)
    with tenant_scope(tenant_id, user_id=user_id):
        try:
            with transaction():
                _create(
                    tenant_id,
                    user_id,
                    name=cleaned,
                    address=address,
                    password_hash=password_hash,
                    is_confirmed=True,
                )
        except IntegrityError as error:
            raise Conflict("There’s already an account with this email.", field="email") from error
    return user_id


def _hash(name: str, address: str, password: str) -> str:
    passwords.check_password(password, personal=(name, address))
    return passwords.hash_password(password)


def _create(
    tenant_id: UUID, user_id: UUID, *, name: str, address: str, password_hash: str, is_confirmed: bool = False
) -> None:
    user = {"id": user_id, "email": address, "name": name}
    with transaction() as session:
        session.execute(insert(Tenant).values(id=tenant_id, name=name))
        session.execute(insert(User).values(user if is_confirmed else user | {"confirmed_at": None}))
        session.execute(insert(Membership).values(tenant_id=tenant_id, user_id=user_id, role=Role.OWNER))
        session.add(UserCredential(user_id=user_id, password_hash=password_hash))
        audit.record("account.create", address)
