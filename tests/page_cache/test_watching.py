"""The database counts every transaction that changes what the public sees, and no other (page_cache.watching)."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from chm_portal.accounts.models import User
from chm_portal.audit import trail
from chm_portal.directory.models import Designation
from chm_portal.notifications import following
from chm_portal.page_cache import changes, watching
from chm_portal.page_cache.models import PublicChange
from chm_portal.records import publication, submission, translating
from chm_portal.records.models import Record
from chm_portal.search import indexer
from chm_portal.search.models import SynonymGroup
from chm_portal.usage.models import DailyUse
from chm_portal.vocabularies.models import Theme
from collaboration import moderation, posting
from collaboration.models import Board
from country_profiles.models import NationalSite
from tests import talk, world
from tests.one_of_everything import attach
from tests.people import make_organisation

pytestmark = pytest.mark.django_db
FRENCH = {"title": "Guide des stratégies", "summary": "Ce guide explique comment écrire une stratégie nationale. " * 4}


def is_counted(act, *arguments) -> bool:
    """Whether what is done counts as a public change; a test is one transaction, so its row is taken away first."""
    PublicChange.objects.all().delete()
    act(*arguments)
    return PublicChange.objects.exists()


def run_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class Made:
    """What the acts below change."""

    def __init__(self, person):
        self.person, self.curator, self.member = person, person("curator"), person("member")
        self.focal_point, self.contributor = person("focal_point_a"), person("contributor_a")
        self.record = world.revised(world.published(self.focal_point, self.curator), self.focal_point, self.curator)
        self.draft = world.draft(self.contributor)
        self.submitted = world.submitted(self.focal_point)
        self.thread = talk.thread(self.curator, self.curator, moderation_mode="after")
        self.post = talk.post(self.thread, self.contributor)


def publish(made: Made) -> None:
    publication.publish(made.submitted, made.curator, check=world.check_of(made.submitted))


SEEN = {
    "a publication": publish,
    "a withdrawal": lambda made: publication.withdraw(made.record, made.focal_point, "Replaced."),
    "a revision that is taken out": lambda made: publication.suppress(
        made.record.revisions.get(number=1), made.curator, "An address."
    ),
    "a translation": lambda made: translating.translate(made.record, "fr", made.curator, FRENCH),
    "a post": lambda made: talk.post(made.thread, made.contributor),
    "a post that is hidden": lambda made: moderation.hide(made.post, made.curator, "It sells something."),
    "a post that is edited": lambda made: posting.edit(made.post, made.contributor, "Something else."),
    "a board in a bulk statement": lambda made: Board.objects.update(place=77),
    "a name of a term": lambda made: Theme.objects.filter(code="protected-areas").update(label_en="Kept areas"),
    "an organisation": lambda made: make_organisation("new"),
    "a role that ends": lambda made: Designation.objects.filter(user=made.focal_point).update(
        ends=timezone.now().date()
    ),
    "the name of a person": lambda made: User.objects.filter(pk=made.contributor.pk).update(name="Other Name"),
    "the state of a national site": lambda made: NationalSite.objects.create(
        country_id=made.record.owner_country_id, address="https://www.example.org/"
    ),
    "a synonym": lambda made: SynonymGroup.objects.create(expressions_en="peat\nbog"),
    "a statement in psql": lambda made: run_sql(
        f"UPDATE records_record SET title_en = 'x' WHERE id = {made.record.pk}"
    ),
}
UNSEEN = {
    "a section of a draft": lambda made: submission.save(made.draft, made.contributor, {"title_en": "Other"}),
    "a new draft": lambda made: world.draft(made.contributor),
    "a file of a draft": lambda made: attach(made.draft, made.contributor),
    "a submission": lambda made: submission.submit(made.draft, made.contributor),
    "a sign-in": lambda made: User.objects.filter(pk=made.member.pk).update(last_login=timezone.now()),
    "a notice": lambda made: User.objects.filter(pk=made.member.pk).update(unread_notices=7),
    "a line of the trail": lambda made: trail.record("account.signed_in", made.member, "user:1"),
    "following": lambda made: following.follow(made.member, made.record.topic),
    "use": lambda made: DailyUse.objects.create(record=made.record.pk, day=timezone.now().date(), views=1),
    "a statement that changes nothing": lambda made: Theme.objects.filter(code="protected-areas").update(
        code="protected-areas"
    ),
    "a statement that finds nothing": lambda made: Record.objects.filter(pk=-1).update(title_en="x"),
}


@pytest.mark.parametrize("act", SEEN)
def test_what_the_public_sees_is_counted(person, act):
    made = Made(person)
    assert is_counted(SEEN[act], made)


@pytest.mark.parametrize("act", UNSEEN)
def test_what_the_public_does_not_see_is_not_counted(person, act):
    made = Made(person)
    assert not is_counted(UNSEEN[act], made)


def test_what_is_undone_is_not_counted(person):
    def undone():
        with transaction.atomic():
            Theme.objects.update(label_en="Other")
            transaction.set_rollback(True)

    assert not is_counted(undone)


def test_what_the_index_finds_is_counted(person, index):
    record = world.published(person("focal_point_a"), person("curator"))
    assert is_counted(indexer.index, [record.topic])


def test_every_table_is_watched_unless_it_is_named_as_private():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'page\\_cache\\_%'"
        )
        assert set(cursor.fetchall()) == set(watching.triggers())


def test_what_is_named_is_there():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert watching.PRIVATE | set(watching.PARTLY) <= labels
    assert {config.label for config in apps.get_app_configs()} >= watching.PRIVATE_APPS
    for label, shown in watching.PARTLY.items():
        columns = {field.column for field in apps.get_model(label)._meta.local_concrete_fields}
        assert {shown.by, *shown.unseen} - {""} <= columns


def test_a_table_that_becomes_private_and_one_that_becomes_public_follow_with_the_next_migration(monkeypatch):
    monkeypatch.setattr(watching, "PRIVATE", watching.PRIVATE - {"directory.Invitation"} | {"collaboration.Board"})
    wanted = set(watching.triggers())
    watching.watch("default")
    test_every_table_is_watched_unless_it_is_named_as_private()
    assert {table for table, _name in wanted} & {"directory_invitation", "collaboration_board"} == {
        "directory_invitation"
    }


def test_adding_up_old_rows_leaves_the_sum():
    PublicChange.objects.all().delete()
    PublicChange.objects.bulk_create(PublicChange(transaction=number, changes=1) for number in range(1, 8))
    PublicChange.objects.filter(transaction__lt=6).update(at=timezone.now() - timezone.timedelta(hours=1))
    assert changes.committed() == 7
    assert changes.add_up() == 5
    assert changes.committed() == 7
    assert PublicChange.objects.count() == 3
    PublicChange.objects.exclude(transaction=0).update(at=timezone.now() - timezone.timedelta(hours=1))
    assert changes.add_up() == 2
    assert changes.add_up() == 0
    assert changes.committed() == 7
