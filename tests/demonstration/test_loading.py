"""The demonstration as it stands once loaded: everything by the workflow, in the states its rows name."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction

from chm_portal.accounts.models import User
from chm_portal.audit.models import AuditEvent
from chm_portal.common.models import Installation
from chm_portal.demonstration import content
from chm_portal.directory import access
from chm_portal.directory.models import Designation, Organisation, RoleRequest
from chm_portal.directory.owners import Owner
from chm_portal.outbox.models import OutboxItem
from chm_portal.records.models import Attachment, Record, RecordTheme, Revision
from chm_portal.teamwork.models import Task
from knowledge_base.models import Resource

ROWS = {row["key"]: row for row in content.rows("resources")}
EVERY_ROW = [
    row
    for name in ("resources", "reports", "initiatives", "profiles", "sources", "gatherings")
    for row in content.rows(name)
]


def titled(key: str) -> Record:
    """Return the published record of a row, by its title."""
    language, title = next(iter(ROWS[key]["title"].items()))
    return Resource.objects.get(**{f"title_{language.replace('-', '_')}": title})


def everything() -> dict:
    """Return what a second load must not change: how many rows there are of what, and the newest act."""
    models = (
        User,
        Designation,
        Organisation,
        RoleRequest,
        Record,
        Revision,
        Resource,
        Attachment,
        AuditEvent,
        OutboxItem,
    )
    counts = {model.__name__: model.objects.count() for model in models}
    return counts | {"newest": AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()}


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Load once for all tests of this module; each of them works in a savepoint inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demonstration", verbosity=0)
        yield
        transaction.set_rollback(True)
    Installation.is_demonstration.cache_clear()


@pytest.mark.django_db
class TestLoaded:
    """What stands in the database after the load."""

    @pytest.fixture(autouse=True)
    def loaded(self, demonstration, db):
        """Put the loaded demonstration under every test of the class."""

    def test_every_row_is_in_the_state_it_names(self):
        wanted = Counter(row["state"] for row in EVERY_ROW)
        assert Record.objects.filter(state="published").count() == wanted["published"]
        assert Record.objects.filter(state="withdrawn").count() == wanted["withdrawn"]
        waiting = Counter(Revision.objects.open().values_list("state", flat=True))
        assert waiting == {state: wanted[state] for state in ("draft", "submitted", "endorsed", "returned")}

    def test_everything_is_marked_as_entered_for_the_demonstration(self):
        assert Installation.is_demonstration()
        assert not Record.objects.filter(is_demonstration=False).exists()

    def test_a_second_load_changes_nothing(self, capsys):
        before = everything()
        call_command("load_demonstration")
        assert everything() == before
        assert "there already" in capsys.readouterr().out

    def test_everybody_can_sign_in_and_holds_the_roles_of_the_file(self):
        password = content.read("people")["password"]
        for row in content.rows("people"):
            user = User.objects.get(email=row["email"])
            assert user.check_password(password), row["email"]
            assert user.emailaddress_set.filter(verified=True, primary=True).exists()
            held = {(one.role, one.owner.key) for one in access.held_by(user)}
            assert held == {(role["role"], role["owner"]) for role in row["designations"]}

    def test_contributors_were_named_by_those_who_speak_for_their_owner(self):
        for designation in Designation.objects.filter(role="contributor"):
            assert access.speaks_for(designation.named_by, designation.owner)

    def test_organisations_stand_approved_in_six_languages(self):
        assert Organisation.objects.approved().count() == len(content.rows("organisations"))
        assert Organisation.objects.get(code="iucn").name_zh_hans == "世界自然保护联盟"

    def test_two_records_have_a_second_version_that_differs_where_readers_see_it(self):
        revised = Record.objects.filter(current__number=2)
        assert revised.count() == sum("revise" in row for row in ROWS.values()) == 2
        for record in revised:
            first, second = record.revisions.order_by("number")
            assert first.payload["summary_en"] != second.payload["summary_en"]

    def test_the_secretariat_has_classified_otherwise_than_the_owner_and_both_are_on_record(self):
        record = titled("cepa-toolkit")
        assert record.type.code == "toolkit"
        assert record.current.checks["type"] == {
            "outcome": "changed",
            "from": "media-and-education-material",
            "to": "toolkit",
        }
        ticks = set(RecordTheme.objects.filter(record=record).values_list("by_owner", "by_secretariat"))
        assert (False, True) in ticks

    def test_nobody_published_what_they_had_written_for_a_party_or_partner(self):
        own = Revision.objects.filter(state="published", record__kind="resource").exclude(
            record__owner_kind="secretariat"
        )
        assert own.exists()
        assert [one for one in own if one.decided_by_id in (one.author_id, one.submitted_by_id)] == []

    def test_returned_drafts_carry_reasons_and_name_the_record_meant(self):
        returned = Revision.objects.filter(state="returned")
        assert all(one.return_reasons and one.return_note for one in returned)
        twin = titled("akwe-kon").identifier
        assert returned.filter(return_note__contains=twin).exists()

    def test_the_withdrawn_record_keeps_its_identifier_and_reason_and_nothing_else(self):
        record = Record.objects.get(state="withdrawn")
        assert record.identifier.startswith("CHM-RES-SCBD-")
        assert record.withdrawal_reason == ROWS["nbsap-modules-2007"]["withdraw"]["reason"]
        assert not record.title_en

    def test_guide_and_profile_carry_their_files(self):
        for key in ("submission-guide", "metadata-profile"):
            shown = titled(key).attachments.exclude(position=None)
            assert [file.extension for file in shown] == ["PDF", "DOCX"]
            assert all(file.published_at and file.language == "en" for file in shown)

    def test_relations_lead_to_published_records(self):
        assert titled("decision-ix-30").relations.filter(target=titled("cop-9-23").pk, verb="related").exists()

    def test_the_board_of_a_team_has_tasks_in_each_state_one_of_them_late(self):
        tasks = Task.objects.of(Owner.parse("party:be"))
        assert {task.state for task in tasks} == {"to_do", "in_hand", "done"}
        assert any(task.is_overdue for task in tasks)

    def test_a_request_for_a_role_waits_for_the_focal_point_of_its_party(self):
        assert RoleRequest.objects.waiting().get().owner.key == "party:cm"
