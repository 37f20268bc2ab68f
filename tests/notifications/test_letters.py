"""Letters about what people follow: when, to whom, how large, in which language, and how they are ended."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chm_portal.accounts.models import MailFrequency
from chm_portal.notifications import letters as letters_of_notices
from chm_portal.notifications import notices
from chm_portal.notifications.models import Event, Notice
from tests import world
from tests.notifications.conftest import THEME

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def publish(person, drain_outbox):
    """Return a function that publishes a record and tells followers; only letters about what they follow are kept."""

    def one(**answers):
        mail.outbox.clear()
        record = world.published(person("focal_point_a"), person("curator"), **answers)
        drain_outbox("notify")
        mail.outbox.clear()
        drain_outbox("notice-letter")
        return record

    return one


@pytest.fixture
def round_at(monkeypatch, drain_outbox):
    """Return a function that asks for digests, and writes them, at a moment; it returns how many were asked for."""
    real = letters_of_notices.last_round

    def run(moment: datetime) -> int:
        monkeypatch.setattr(letters_of_notices, "last_round", lambda frequency: real(frequency, moment))
        asked = letters_of_notices.ask_for_digests()
        drain_outbox("notice-letter")
        return asked

    return run


def written(moment: datetime) -> None:
    """Let all notices be of that moment."""
    Notice.objects.update(created_at=moment)


def test_a_letter_at_once_says_what_is_new_and_where(person, follow, publish, letters):
    follow("member")
    record = publish(title_en="Guide to O'Neill & co")
    (letter,) = letters
    assert letter.to == ["member@example.org"]
    assert letter.subject == "Newly published: Guide to O'Neill & co"
    assert settings.PORTAL_ADDRESS + record.get_absolute_url() in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert "Guide to O&#x27;Neill &amp; co" in html
    assert f'href="{settings.PORTAL_ADDRESS}{record.get_absolute_url()}"' in html


def test_a_letter_has_text_and_page_and_the_headers_of_one_click_unsubscription(follow, publish, letters):
    follow("member")
    publish()
    message = message_from_bytes(letters[0].message().as_bytes(), policy=policy.default)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"<{settings.PORTAL_ADDRESS}/en/unsubscribe/[\w:.-]+/>", message["List-Unsubscribe"].strip())
    assert message["Auto-Submitted"] == "auto-generated"


def test_letters_speak_the_readers_language_from_right_to_left_in_arabic(person, follow, publish, letters):
    person("member").interface_language = "ar"
    person("member").save()
    follow("member")
    publish(title_ar="دليل الاستراتيجيات")
    html = letters[0].alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "دليل الاستراتيجيات" in letters[0].subject
    assert f"{settings.PORTAL_ADDRESS}/ar/records/" in letters[0].body


def test_pages_of_letters_load_nothing_from_anywhere(follow, publish, letters):
    follow("member")
    publish()
    html = letters[0].alternatives[0][0]
    assert not re.search(r"<(img|link|script|iframe|style)\b|url\(|@import|src=", html)


@pytest.mark.parametrize(
    ("frequency", "moment", "expected"),
    [
        ("daily", "2026-03-02T12:00", "2026-03-02T06:00"),
        ("daily", "2026-03-02T05:59", "2026-03-01T06:00"),
        ("weekly", "2026-03-02T12:00", "2026-03-02T06:00"),
        ("weekly", "2026-03-02T05:59", "2026-02-23T06:00"),
        ("weekly", "2026-03-08T23:00", "2026-03-02T06:00"),
    ],
)
def test_rounds_are_at_six_each_day_and_on_mondays(frequency, moment, expected):
    now, then = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (moment, expected))
    assert letters_of_notices.last_round(frequency, now) == then


def test_a_daily_digest_holds_what_came_before_six_and_is_written_once(person, follow, publish, letters, round_at):
    follow("member", frequency="daily")
    publish(title_en="First")
    publish(title_en="Second")
    written(MONDAY_NOON)
    assert round_at(MONDAY_NOON + timedelta(hours=17)) == 0
    assert round_at(MONDAY_NOON + timedelta(hours=18)) == 1
    (letter,) = letters
    assert letter.subject == "2 things are new in what you follow"
    assert "First" in letter.body and "Second" in letter.body and "Invasive alien species" in letter.body
    assert round_at(MONDAY_NOON + timedelta(hours=19)) == 0
    letters_of_notices.write(MailFrequency.DAILY, person("member").pk)
    assert len(letters) == 1


def test_a_round_that_was_missed_is_made_up_for(follow, publish, letters, round_at):
    follow("member", frequency="daily")
    publish()
    written(MONDAY_NOON)
    round_at(MONDAY_NOON + timedelta(days=3))
    assert len(letters) == 1


def test_a_weekly_digest_waits_for_monday(follow, publish, letters, round_at):
    follow("member", frequency="weekly")
    publish()
    written(MONDAY_NOON)
    assert round_at(MONDAY_NOON + timedelta(days=6)) == 0
    assert round_at(MONDAY_NOON + timedelta(days=7)) == 1
    assert len(letters) == 1


def test_never_means_a_notice_and_no_letter(person, follow, publish, letters, round_at):
    follow("member", frequency="never")
    publish()
    written(MONDAY_NOON)
    round_at(MONDAY_NOON + timedelta(days=30))
    assert letters == []
    assert Notice.objects.filter(user=person("member")).count() == 1


def test_without_a_choice_of_its_own_the_accounts_frequency_holds(person, follow, publish, letters):
    person("member").mail_frequency = "at-once"
    person("member").save()
    follow("member", frequency="")
    publish()
    assert len(letters) == 1


@pytest.mark.parametrize("change", ["never", "stop", "account", "closed"])
def test_who_wants_no_letters_any_more_gets_not_even_what_waits(change, follow, publish, letters, round_at):
    subscription = follow("member", frequency="" if change == "account" else "daily")
    user = subscription.user
    publish()
    written(MONDAY_NOON)
    if change == "never":
        letters_of_notices.unsubscribing.following.set_frequency(subscription, "never")
    elif change == "stop":
        letters_of_notices.unsubscribing.following.stop(user, THEME)
    elif change == "account":
        user.mail_frequency = "never"
        user.save()
    else:
        user.is_active = False
        user.save()
    round_at(MONDAY_NOON + timedelta(days=1))
    assert letters == []


def test_two_workers_at_once_write_one_letter(person, follow, publish, letters):
    follow("member")
    publish()
    Notice.objects.update(mailed_at=None)
    letters.clear()
    results = [letters_of_notices.write(MailFrequency.AT_ONCE, person("member").pk) for _time in range(2)]
    assert results == [True, False]
    assert len(letters) == 1


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_a_letter_about_very_much_has_fifty_kilobytes_at_most_and_says_how_much_more(
    language, person, follow, publish, letters
):
    person("member").interface_language = language
    person("member").save()
    subscription = follow("member", frequency="never")
    title = {"en": "Überwachung ", "ru": "Стратегия ", "zh-hans": "生物多样性"}[language] * 40
    record = publish(title_en=title[:500], title_ru=title[:500], title_zh_hans=title[:500])
    events = Event.objects.bulk_create(
        Event(verb="revised", subject=record.topic, key=f"key {number}") for number in range(300)
    )
    notices.give(
        [Notice(event=event, user=person("member"), subscription=subscription, frequency="at-once") for event in events]
    )
    letters_of_notices.write(MailFrequency.AT_ONCE, person("member").pk)
    (letter,) = letters
    size = len(letter.message().as_bytes(linesep="\r\n"))
    assert 5_000 < size <= letters_of_notices.LARGEST
    assert "300" in letter.subject
    shown = letter.body.count(record.get_absolute_url()[4:])
    assert str(300 - shown) in letter.body
    assert "/workspace/notices/" in letter.body


def unsubscribe_address(letter) -> str:
    return letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(settings.PORTAL_ADDRESS)


def test_a_mail_program_ends_a_subscriptions_letters_with_one_post_and_no_cookie(person, follow, publish, letters):
    subscription = follow("member")
    publish()
    address = unsubscribe_address(letters[0])
    program = Client(enforce_csrf_checks=True)
    seen = program.get(address)
    assert seen.status_code == 200
    assert "End these letters?" in seen.content.decode()
    subscription.refresh_from_db()
    assert subscription.frequency == "at-once"  # a scanner that opens links ends nothing
    answer = program.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "These letters have ended" in page
    assert "Invasive alien species" in page
    subscription.refresh_from_db()
    assert subscription.frequency == "never"
    letters.clear()
    publish()
    assert letters == []


def test_what_was_ended_is_begun_again_as_it_was(follow, publish, letters):
    subscription = follow("member")
    publish()
    address, program = unsubscribe_address(letters[0]), Client()
    page = program.post(address).content.decode()
    before = re.search(r'name="before" value="([a-z-]*)"', page).group(1)
    assert "Letters come again" in program.post(address, {"undo": "1", "before": before}).content.decode()
    subscription.refresh_from_db()
    assert subscription.frequency == "at-once"


def test_a_digest_of_several_things_is_ended_as_a_whole(person, follow, publish, letters):
    subscriptions = [follow("member"), follow("member", "article:8")]
    publish(themes=["invasive-alien-species"], articles=["6"])
    publish(themes=["forest-biodiversity"], articles=["8"])
    letters.clear()
    Notice.objects.filter(subscription__in=subscriptions).update(mailed_at=None)
    letters_of_notices.write(MailFrequency.AT_ONCE, person("member").pk)
    (letter,) = letters
    Client().post(unsubscribe_address(letter))
    user = type(person("member")).objects.get(pk=person("member").pk)
    assert not user.takes_digests
    assert {one.frequency for one in user.subscriptions.all()} == {"at-once"}
    letters.clear()
    publish()
    assert letters == []
    assert user.unread_notices


def test_all_letters_are_ended_from_the_page_of_one_subscription(person, follow, publish, letters):
    follow("member")
    publish()
    page = Client().post(unsubscribe_address(letters[0]), {"all": "1"}).content.decode()
    assert "All letters about what you follow" in page
    assert not type(person("member")).objects.get(pk=person("member").pk).takes_digests


@pytest.mark.parametrize("token", ["x", "WzEsMF0:1abc:forged", "..", "%00"])
def test_a_token_that_we_did_not_write_ends_nothing(token, follow):
    subscription = follow("member")
    address = f"/en/unsubscribe/{token}/"
    assert Client().post(address).status_code == 404
    subscription.refresh_from_db()
    assert subscription.frequency == "at-once"


def test_a_letter_about_what_is_followed_no_more_still_leads_to_a_page(follow, publish, letters, person):
    follow("member")
    publish()
    person("member").subscriptions.all().delete()
    answer = Client().get(unsubscribe_address(letters[0]))
    assert answer.status_code == 404
    assert "Nothing to end here" in answer.content.decode()


def test_follow_a_theme_get_the_digest_when_a_partner_publishes_end_it_from_the_letter(
    client_of, person, drain_outbox, letters, round_at
):
    """The journey."""
    client_of("member").post(reverse("notifications:follow"), {"topic": THEME})
    record = world.published(person("partner_contact"), person("curator"), of="partner", title_en="Weeds of islands")
    drain_outbox("notify")
    letters.clear()
    round_at(timezone.now() + timedelta(days=1))
    (letter,) = letters
    assert letter.subject == "Newly published: Weeds of islands"
    assert record.get_absolute_url() in letter.body
    assert "These letters have ended" in Client().post(unsubscribe_address(letter)).content.decode()
    world.revised(record, person("partner_contact"), person("curator"), title_en="Weeds of all islands")
    drain_outbox("notify")
    letters.clear()
    round_at(timezone.now() + timedelta(days=2))
    assert letters == []
    assert "Weeds of all islands" in client_of("member").get("/en/workspace/notices/").content.decode()
