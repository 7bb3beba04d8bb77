"""Which components a tenant may use: the built-in library, and what is installed for that tenant alone."""

from uuid import UUID

from app.components.base import Component
from app.components.component_registry import ComponentRegistry
from app.components.registry import BUILT_IN
from app.tenancy import current_scope

_extended: dict[UUID, ComponentRegistry] = {}
"""The registries of tenants that have components of their own."""


def current_registry() -> ComponentRegistry:
    """The components of the current tenant; without a tenant the built-in ones. Raises NoTenant outside of a scope."""
    tenant_id = current_scope().tenant_id
    return _extended.get(tenant_id, BUILT_IN) if tenant_id else BUILT_IN


def built_in_registry() -> ComponentRegistry:
    """The components that every tenant has, and that the designs of the gallery are made of."""
    return BUILT_IN


def install_components(tenant_id: UUID, *components: type[Component]) -> None:
    """Let a tenant use these besides the built-in ones, in this process, in place of any installed before.

    Do it before the tenant's pages are read: a tree that is cached keeps the slots that were known then.
    Raises ValueError for a name or folder that is taken.
    """
    if components:
        _extended[tenant_id] = BUILT_IN.extended_with(*components)
    else:
        _extended.pop(tenant_id, None)
