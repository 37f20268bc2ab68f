"""Links of published records: looked at in turn, doubted before it is told, shown to who can mend them (R90)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from chm_portal.common import address_checks
from chm_portal.records import link_checks, publication
from chm_portal.records.models import LinkCheck, Record
from chm_portal.records.tasks import check_links
from tests import world
from tests.common import web
from tests.common.web import allow, names, site  # noqa: F401

pytestmark = pytest.mark.django_db
REPORT = "https://www.example.org/nr4.pdf"


@pytest.fixture
def answers(monkeypatch) -> dict[str, str]:
    """Why an address does not answer, by address; all others do. What was asked for is kept in `asked`."""

    class Answers(dict):
        asked: list[str] = []

    made = Answers()
    made.asked = []
    monkeypatch.setattr(address_checks, "look_at", lambda address: made.asked.append(address) or made.get(address, ""))
    return made


@pytest.fixture
def report(person):
    return world.registered(person("focal_point_a"))


def linked(*addresses: str) -> dict:
    return {"links": [{"address": address} for address in addresses]}


def known() -> set[str]:
    return set(LinkCheck.objects.values_list("address", flat=True))


def a_day_later(time_machine) -> None:
    time_machine.move_to(timezone.now() + timedelta(hours=25), tick=False)


def fail_twice(answers, time_machine, address: str = REPORT) -> datetime:
    """Let an address fail two days in a row; return when it failed first."""
    answers[address] = "dns"
    check_links()
    first = LinkCheck.objects.get(address=address).failing_since
    a_day_later(time_machine)
    check_links()
    return first


def test_a_page_says_when_its_link_last_answered_and_nothing_before_anybody_looked(client, report, answers):
    page = client.get(report.get_absolute_url()).content.decode()
    assert "answered on" not in page
    assert "Not checked" not in page
    check_links()
    assert "answered on <time" in client.get(report.get_absolute_url()).content.decode()


def test_one_failure_is_not_told_the_second_is_with_the_day_of_the_first(client, report, answers, time_machine):
    time_machine.move_to(datetime(2026, 11, 3, 12, tzinfo=UTC), tick=False)
    check_links()
    answers[REPORT] = "timeout"
    time_machine.move_to(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False)
    check_links()
    page = client.get(report.get_absolute_url()).content.decode()
    assert "3 November 2026" in page
    assert "has not answered" not in page
    a_day_later(time_machine)
    check_links()
    page = client.get(report.get_absolute_url()).content.decode()
    assert 'has not answered since <time datetime="2026-11-24' in page


def test_an_address_that_answers_again_is_as_good_as_new(client, report, answers, time_machine, client_of):
    fail_twice(answers, time_machine)
    del answers[REPORT]
    a_day_later(time_machine)
    check_links()
    assert "has not answered" not in client.get(report.get_absolute_url()).content.decode()
    assert "All links answer" in client_of("focal_point_a").get("/en/workspace/links/").content.decode()


def test_the_owner_finds_it_in_the_workspace_and_in_that_of_the_party_and_nobody_else_does(
    report, answers, time_machine, client_of
):
    fail_twice(answers, time_machine)
    for person in ("focal_point_a", "contributor_a"):
        client = client_of(person)
        assert "Links that do not answer" in client.get("/en/workspace/").content.decode()
        for address in ("/en/workspace/links/", "/en/workspace/parties/be/"):
            page = client.get(address).content.decode()
            assert REPORT in page
            assert f"/en/workspace/records/{report.pk}/" in page
    other = client_of("focal_point_b")
    assert "Links that do not answer" not in other.get("/en/workspace/").content.decode()
    assert REPORT not in other.get("/en/workspace/links/").content.decode()


def test_the_original_on_the_national_site_and_the_doors_of_a_source_are_looked_at_too(client, person, answers):
    original = world.registered(person("focal_point_a"), cycle="nr5", original_url="https://chm.example/nr5/")
    curator, contact = person("curator"), person("partner_contact")
    source = world.published(contact, curator, of="partner", kind="information-source")
    check_links()
    assert known() >= {"https://chm.example/nr5/", source.kind_of.model.objects.get().api_url}
    for record in (original, source):
        assert "answered on" in client.get(record.get_absolute_url()).content.decode()


def test_no_address_of_a_draft_or_of_what_was_withdrawn_is_ever_fetched(person, report, answers):
    world.draft(person("contributor_a"), **linked("https://draft.example/"))
    world.submitted(person("focal_point_a"), **linked("https://submitted.example/"))
    check_links()
    assert answers.asked == [REPORT]
    publication.withdraw(report, person("focal_point_a"), "Replaced.")
    answers.asked.clear()
    LinkCheck.objects.update(checked_at=None)
    check_links()
    assert answers.asked == []
    assert known() == set()


def test_an_address_that_a_new_revision_no_longer_has_is_forgotten_and_the_others_keep_their_state(
    person, report, answers
):
    check_links()
    seen = LinkCheck.objects.get(address=REPORT).seen_at
    focal_point = person("focal_point_a")
    world.revised(report, focal_point, focal_point, **linked(REPORT, "https://new.example/"))
    check_links()
    assert LinkCheck.objects.get(address=REPORT).seen_at == seen
    world.revised(report, focal_point, focal_point, **linked("https://new.example/"))
    check_links()
    assert known() == {"https://new.example/"}


def test_an_address_that_two_records_lead_to_is_looked_at_once(person, report, answers):
    world.registered(person("focal_point_b"), of="b")
    check_links()
    assert answers.asked == [REPORT]


def test_a_round_is_short_and_asks_no_host_more_than_twice(person, report, answers, monkeypatch):
    many = [f"https://www.example.org/{number}" for number in range(6)]
    others = [f"https://host-{number}.example/" for number in range(12)]
    world.registered(person("focal_point_a"), cycle="nr5", **linked(*many, *others))
    check_links()
    assert len(answers.asked) == address_checks.BATCH
    assert sum("www.example.org" in address for address in answers.asked) <= address_checks.OF_A_HOST
    for _round in range(8):
        check_links()
    assert sorted(answers.asked) == sorted([REPORT, *many, *others])


def test_what_answered_is_asked_again_after_a_week_what_failed_after_a_day(report, answers, time_machine):
    check_links()
    a_day_later(time_machine)
    check_links()
    assert len(answers.asked) == 1
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    answers[REPORT] = "connect"
    check_links()
    a_day_later(time_machine)
    check_links()
    assert len(answers.asked) == 3


def test_a_round_of_dead_links_is_believed_when_somebody_else_answers_and_not_when_nobody_does(
    person, report, answers, time_machine
):
    check_links()
    dead = [f"https://dead-{number}.example/" for number in range(4)]
    world.registered(person("focal_point_a"), cycle="nr5", **linked(*dead))
    answers.update(dict.fromkeys([*dead, REPORT], "dns"))
    check_links()
    assert not LinkCheck.objects.filter(failures__gt=0)
    del answers[REPORT]
    check_links()
    assert set(LinkCheck.objects.filter(failures=1).values_list("address", flat=True)) == set(dead)


def test_an_address_as_long_as_one_may_be_in_any_script_is_taken_in(person, answers):
    long = "https://example.org/" + "".join(chr(0x4E00 + number * 7) for number in range(970))
    record = world.registered(person("focal_point_a"))
    record.links.update(address=long)
    check_links()
    assert known() == {long}
    assert set(LinkCheck.objects.of([long])) == {long}


def test_the_real_web_is_asked_through_the_guarded_client_and_no_body_is_read(person, site):  # noqa: F811
    site.answers = {"/nr4.pdf": web.answer(b"%PDF" * 1000), "/gone": web.answer(status="404 Not Found")}
    good, gone, inside = site.address("/nr4.pdf"), site.address("/gone"), f"http://127.0.0.1:{site.port}/admin/"
    record = world.registered(person("focal_point_a"))
    Record.objects.filter(pk=record.pk).update(original_url=inside)
    record.links.all().delete()
    record.links.create(address=good)
    record.links.create(address=gone)
    assert check_links() == 1
    reasons = dict(LinkCheck.objects.values_list("address", "reason"))
    assert reasons == {good: "", gone: "status 404", inside: "forbidden_address"}
    assert b"CHM-portal" in site.requests[0]


def test_the_list_takes_as_many_queries_with_many_links_as_with_one(
    person, report, answers, time_machine, django_assert_max_num_queries
):
    fail_twice(answers, time_machine)
    mine = Record.objects.kept_by(person("focal_point_a"))
    with django_assert_max_num_queries(10) as few:
        assert len(link_checks.broken_links(mine)) == 1
    many = [f"https://www.example.org/{number}" for number in range(30)]
    world.registered(person("focal_point_a"), cycle="nr5", **linked(*many))
    link_checks.take_in()
    LinkCheck.objects.update(failures=2, failing_since=timezone.now())
    with django_assert_max_num_queries(len(few)):
        assert len(link_checks.broken_links(mine)) == 31
