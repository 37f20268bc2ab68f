"""A day of the secretariat in the admin: what waits, the queue, the check, a term in another language."""

import pytest

from chm_portal.accounts.models import User
from chm_portal.audit.models import AuditEvent
from chm_portal.records.models import Record
from chm_portal.vocabularies.models import Theme
from tests import world
from tests.browser import steps

pytestmark = pytest.mark.browser


def test_the_curator_finds_what_waits_checks_it_and_publishes_it(visitor, scripts):
    title = f"Waiting for the secretariat, {'first' if scripts else 'second'} time"
    world.submitted(User.objects.get(email="focal-point@example.org"), title_en=title)
    curator = visitor("curator")
    curator.open("/admin/")
    curator.sees("What waits", "Waiting for review")
    curator.follow("Review queue and classification check")
    curator.choose("Owner", "Belgium")
    curator.press("Apply")
    curator.sees(title)
    curator.follow(title)
    curator.press("Approve and publish")
    curator.sees("There is a problem", "Confirm this point, or change it, before you publish.")
    curator.choose("Type", "Report")
    steps.confirm_every_point(curator)
    curator.press("Approve and publish")
    record = Record.objects.published().get(title_en=title)
    curator.sees(f"{record.identifier} is published")
    curator.portal.work()
    reader = visitor()
    reader.open(f"search/?q={title}")
    reader.sees(title, "Report")


def test_the_curator_finds_a_record_in_the_admin_and_edits_it_as_everywhere_else(visitor):
    curator = visitor("curator")
    record = Record.objects.published().get(title_en="Submission guide to the knowledge base")
    curator.open("/admin/records/record/?q=Submission+guide")
    curator.follow(f"{record.identifier} · Submission guide to the knowledge base")
    curator.follow("Edit: a draft, as everywhere else")
    curator.sees("Submission guide to the knowledge base")
    assert "/workspace/records/" in curator.path


def test_a_term_is_edited_language_by_language_and_readers_see_it_at_once(visitor, scripts):
    theme = Theme.objects.get(code="youth" if scripts else "tourism")
    curator = visitor("curator")
    curator.open(f"/admin/vocabularies/theme/{theme.pk}/change/")
    if scripts:
        curator.page.get_by_role("tab", name="French").click()
    field = curator.page.locator("[name=label_fr]")
    assert field.get_attribute("lang") == "fr"
    field.fill(f"{theme.label_fr} (essai)")
    curator.press("Save")
    theme.refresh_from_db()
    assert theme.label_fr.endswith(" (essai)")
    assert AuditEvent.objects.filter(subject=f"theme:{theme.code}").exists()
    reader = visitor(language="fr")
    reader.open(f"themes/{theme.code}/")
    reader.sees("(essai)")


def test_nobody_but_the_secretariat_enters_the_admin(visitor):
    for person in ("focal-point", "partner-contact", "contributor", "member"):
        one = visitor(person)
        one.open("/admin/", status=403)
        one.open("/admin/review/", status=403)
