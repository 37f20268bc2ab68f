"""How often records are read: counted by day, written in one statement, and of nobody (R54)."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from chm_portal.directory.models import today
from chm_portal.records import publication, submission
from chm_portal.usage import counting, figures
from chm_portal.usage.models import DailyUse
from tests import world
from tests.one_of_everything import attach

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROBOTS = ("Googlebot/2.1", "curl/8.5", "python-requests/2.31", "Mozilla/5.0 (compatible; bingbot/2.0)", "Wget/1.21", "")


@pytest.fixture(autouse=True)
def nothing_remembered():
    yield
    counting.forget()


@pytest.fixture
def reader() -> Client:
    return Client(headers={"user-agent": BROWSER})


@pytest.fixture
def record(person):
    """A published record with a file."""
    focal_point, curator = person("focal_point_a"), person("curator")
    revision = world.draft(focal_point)
    file = attach(revision, focal_point)
    submission.save(revision, focal_point, {"files": [{"file": file.pk, "title": "Guide", "language": "en"}]})
    revision = submission.submit(revision, focal_point)
    return publication.publish(revision, curator, check=world.check_of(revision))


def used(record) -> tuple[int, int]:
    """Return (views, downloads) of a record, after what is remembered was written."""
    counting.write()
    found = DailyUse.objects.filter(record=record.pk).first()
    return (found.views, found.downloads) if found else (0, 0)


@pytest.mark.django_db
def test_a_page_that_is_read_and_a_file_that_is_taken_count_once_each(reader, record):
    file = record.attachments.get().get_absolute_url()
    for _time in range(3):
        reader.get(record.get_absolute_url())
    reader.get(file).getvalue()
    assert DailyUse.objects.count() == 0
    assert used(record) == (3, 1)
    reader.get(record.get_absolute_url())
    assert used(record) == (4, 1)
    assert set(reader.cookies) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("robot", ROBOTS)
def test_programs_that_say_so_are_not_counted(record, robot):
    Client(headers={"user-agent": robot}).get(record.get_absolute_url())
    assert used(record) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", [{"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}, {"x-moz": "prefetch"}]
)
def test_a_page_that_nobody_looks_at_yet_is_not_counted(reader, record, header):
    reader.get(record.get_absolute_url(), headers=header)
    reader.head(record.get_absolute_url())
    assert used(record) == (0, 0)


@pytest.mark.django_db
def test_history_print_unknown_withdrawn_drafts_and_what_a_browser_has_already_are_not_counted(
    reader, record, person, client_of
):
    file = record.attachments.get()
    first = reader.get(file.get_absolute_url())
    first.getvalue()
    assert reader.get(file.get_absolute_url(), headers={"if-none-match": first["ETag"]}).status_code == 304
    reader.get(reverse("records:record_history", args=[record.identifier]))
    reader.get("/en/records/CHM-RES-BE-999/")
    assert used(record) == (0, 1)
    draft = world.draft(person("focal_point_a"))
    kept = attach(draft, person("focal_point_a"))
    client_of("focal_point_a").get(kept.get_absolute_url(), headers={"user-agent": BROWSER}).getvalue()
    publication.withdraw(record, person("focal_point_a"), "Replaced.")
    assert reader.get(record.get_absolute_url()).status_code == 410
    assert used(record) == (0, 1)
    assert DailyUse.objects.count() == 1


@pytest.mark.django_db
def test_reading_a_record_costs_no_query_more(
    reader, client, record, django_assert_num_queries, django_assert_max_num_queries
):
    address = record.get_absolute_url()
    client.get(address)
    with django_assert_max_num_queries(12) as uncounted:
        client.get(address)
    with django_assert_num_queries(len(uncounted)):
        reader.get(address)


@pytest.mark.django_db
def test_many_records_are_written_in_one_statement(django_assert_num_queries):
    counting._remembered.update({(number, today(), counting.VIEW): 2 for number in range(1, 401)})
    with django_assert_num_queries(3):  # the statement between a savepoint and its release
        assert counting.write() == 400
    with django_assert_num_queries(0):
        assert counting.write() == 0


@pytest.mark.django_db(transaction=True)
def test_several_processes_add_to_the_same_rows():
    def one_process() -> None:
        rows = Counter({(number, today(), counting.VIEW): 1 for number in range(1, 51)})
        try:
            for _time in range(5):
                counting._add(rows)
        finally:
            counting.connection.close()

    threads = [threading.Thread(target=one_process) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(DailyUse.objects.values_list("views", flat=True)) == {20}
    assert DailyUse.objects.count() == 50


@pytest.mark.django_db
def test_what_cannot_be_written_is_tried_again_and_stays_bounded(reader, record, monkeypatch):
    def away(_taken):
        raise DatabaseError("away")

    reader.get(record.get_absolute_url())
    with monkeypatch.context() as broken:
        broken.setattr(counting, "_add", away)
        assert counting.write() == 0
        broken.setattr(counting, "REMEMBERED_AT_MOST", 1)
        reader.get(record.get_absolute_url())
        reader.get(record.attachments.get().get_absolute_url()).getvalue()
    assert used(record) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_its_own_writes_after_a_while(reader, settings, transactional_db):
    settings.USAGE_WRITE_SECONDS = 0.01
    with counting._lock:
        counting._remembered[(7, today(), counting.VIEW)] += 1
        counting._see_to_writing(at_once=False)
        timer = counting._timer
    timer.join(10)
    assert DailyUse.objects.get(record=7).views == 1
    assert counting._timer is None


@pytest.mark.django_db
def test_the_team_of_a_record_sees_its_use_and_nobody_else(client_of, record, time_machine):
    time_machine.move_to("2026-06-15 12:00+00:00")  # 330 days before is July, the first of the twelve months
    for days, views in ((0, 5), (29, 7), (40, 11), (330, 1), (364, 13), (400, 100)):
        DailyUse.objects.create(record=record.pk, day=today() - timedelta(days=days), views=views, downloads=1)
    use = figures.of_record(record.pk)
    assert (use.views_30, use.views_365, use.downloads_30, use.downloads_365) == (12, 37, 2, 5)
    assert [month.views for month in use.months] == [5, 18, *[0] * 9, 1]
    assert figures.of_record(record.pk + 1).months == []
    page = client_of("focal_point_a").get(reverse("records:record_kept", args=[record.pk])).content.decode()
    assert "12 page views" in page
    assert "37 page views" in page
    assert client_of("focal_point_b").get(reverse("records:record_kept", args=[record.pk])).status_code == 404


@pytest.mark.django_db
def test_the_use_of_a_record_is_read_in_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        figures.of_record(1)
