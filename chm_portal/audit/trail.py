"""Writing the audit trail."""

from chm_portal.audit.models import AuditEvent


def record(action: str, actor, subject: str, **details) -> AuditEvent:
    """Append one act to the trail, in the transaction of the act itself.

    `action` is `<noun>.<verb>` (revision.published), `actor` a User or None for the portal itself, `subject` a topic
    (record:12, user:3); details are JSON: codes and identifiers, never free text about people.
    """
    return AuditEvent.objects.create(action=action, actor=actor, subject=subject, details=details)
