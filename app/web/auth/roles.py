"""Authorisation with casbin, with tenants as domains. Roles are read for each request and never cached."""

from functools import lru_cache

import casbin
from casbin.rbac import RoleManager

from app.models import Role
from app.services.accounts import Identity

_MODEL = """
[request_definition]
r = sub, dom, act

[policy_definition]
p = sub, act

[role_definition]
g = _, _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.act == p.act && g(r.sub, p.sub, r.dom)
"""

# An action is named after the lowest role that may perform it.
POLICY = (
    (Role.VIEWER, Role.VIEWER),
    (Role.EDITOR, Role.VIEWER),
    (Role.EDITOR, Role.EDITOR),
    (Role.OWNER, Role.VIEWER),
    (Role.OWNER, Role.EDITOR),
    (Role.OWNER, Role.OWNER),
)


def may(identity: Identity, needed: Role) -> bool:
    """Return whether the user has at least the needed role in their current tenant."""
    if identity.tenant is None:
        return False
    return bool(_enforcer().enforce(identity, str(identity.tenant.id), str(needed)))


class _FromRows(RoleManager):  # type: ignore[misc]  # casbin has no types
    """A role manager for casbin, based on the memberships loaded for the request."""

    def has_link(self, identity: Identity, role: str, *domain: str) -> bool:
        return any(str(tenant.id) in domain and held == role for tenant, held in identity.tenants)


@lru_cache(maxsize=1)
def _enforcer() -> casbin.Enforcer:
    model = casbin.Enforcer.new_model(text=_MODEL)
    enforcer = casbin.Enforcer(model)
    enforcer.add_policies([[str(role), str(act)] for role, act in POLICY])
    enforcer.rm_map["g"] = _FromRows()
    enforcer.build_role_links()
    return enforcer
