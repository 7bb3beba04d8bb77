"""The component registry of each tenant: the built-in library plus the tenant's own components."""

from uuid import UUID

from app.components.base import Component
from app.components.component_registry import ComponentRegistry
from app.components.registry import BUILT_IN
from app.tenancy import current_scope

_extended: dict[UUID, ComponentRegistry] = {}
"""Registries of tenants with their own components."""


def current_registry() -> ComponentRegistry:
    """The current tenant's registry; without a tenant, the built-in one. Raises NoTenant outside a scope."""
    tenant_id = current_scope().tenant_id
    return _extended.get(tenant_id, BUILT_IN) if tenant_id else BUILT_IN


def built_in_registry() -> ComponentRegistry:
    """The registry of the components that every tenant has; gallery templates may use no others."""
    return BUILT_IN


def install_components(tenant_id: UUID, *components: type[Component]) -> None:
    """Install a tenant's own components in this process, replacing any installed earlier.

    Call this before the tenant's pages are read: cached trees only have the slots known when they were loaded.
    Raises ValueError for a duplicate name or folder.
    """
    if components:
        _extended[tenant_id] = BUILT_IN.extended_with(*components)
    else:
        _extended.pop(tenant_id, None)
