"""The database tables, with their columns and constraints; one aggregate per file."""

from app.models.asset import Asset
from app.models.base import Base
from app.models.conflict import Choice, PageConflict
from app.models.link_check import LinkCheck
from app.models.lock import SiteLock
from app.models.page import (
    OperationKind,
    Page,
    PageKind,
    PageOperation,
    PageReference,
    PageVersion,
    ReferenceKind,
    SitePart,
    VersionKind,
)
from app.models.people import (
    Membership,
    PasswordReset,
    Role,
    SignInSession,
    SupportAccess,
    Tenant,
    User,
    UserCredential,
)
from app.models.preview import Preview
from app.models.publishing import (
    BuildHold,
    BuildKind,
    BuildStatus,
    EdgeEvent,
    EdgeReport,
    OutboxMessage,
    SiteBuild,
)
from app.models.redirect import PageAddress, RedirectKind, SiteRedirect
from app.models.release import Release, ReleaseItem, ReleaseState
from app.models.section import SavedSection
from app.models.site import (
    GALLERY_TENANT_ID,
    Host,
    HostKind,
    HostState,
    Site,
    Template,
    TemplateVersion,
)
from app.models.support import AuditEntry, StaffAuditEntry, SupportSession

__all__ = [
    "GALLERY_TENANT_ID",
    "Asset",
    "AuditEntry",
    "Base",
    "BuildHold",
    "BuildKind",
    "BuildStatus",
    "Choice",
    "EdgeEvent",
    "EdgeReport",
    "Host",
    "HostKind",
    "HostState",
    "LinkCheck",
    "Membership",
    "OperationKind",
    "OutboxMessage",
    "Page",
    "PageAddress",
    "PageConflict",
    "PageKind",
    "PageOperation",
    "PageReference",
    "PageVersion",
    "PasswordReset",
    "Preview",
    "RedirectKind",
    "ReferenceKind",
    "Release",
    "ReleaseItem",
    "ReleaseState",
    "Role",
    "SavedSection",
    "SignInSession",
    "Site",
    "SiteBuild",
    "SiteLock",
    "SitePart",
    "SiteRedirect",
    "StaffAuditEntry",
    "SupportAccess",
    "SupportSession",
    "Template",
    "TemplateVersion",
    "Tenant",
    "User",
    "UserCredential",
    "VersionKind",
]
