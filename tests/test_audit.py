"""The audit trail is append-only."""

import pytest
from django.db import DatabaseError, transaction

from chm_portal.audit import trail
from chm_portal.audit.models import AuditEvent
from chm_portal.common.models import Installation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [lambda rows: rows.update(action="nothing.happened"), lambda rows: rows.delete()])
def test_what_is_written_cannot_be_changed_or_deleted(person, change):
    event = trail.record("record.published", person("curator"), "record:1", number=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEvent.objects.filter(pk=event.pk))
    assert AuditEvent.objects.get(pk=event.pk).action == "record.published"


def test_the_secretariat_reads_it_in_the_admin_and_cannot_write_it(client_of, person):
    Installation.mark_as_demonstration()
    event = trail.record("record.published", person("curator"), "record:1")
    client = client_of("curator")
    assert client.get("/admin/audit/auditevent/").status_code == 200
    assert client.get("/admin/audit/auditevent/add/").status_code == 403
    assert client.post(f"/admin/audit/auditevent/{event.pk}/delete/").status_code == 403
