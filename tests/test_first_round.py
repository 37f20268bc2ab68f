"""Nobody reads "Not checked yet" for long after the start of a fresh installation (R90)."""

from kombu.exceptions import OperationalError

from chm_portal import celery


def test_sites_and_links_are_looked_at_soon_after_beat_has_started(monkeypatch):
    asked = {}
    monkeypatch.setattr(celery.app, "send_task", lambda name, **options: asked.update({name: options["countdown"]}))
    celery.begin_first_round()
    assert asked == dict.fromkeys(celery.FIRST_ROUND, 20)
    assert set(asked) <= {entry["task"] for entry in celery.app.conf.beat_schedule.values()}


def test_beat_starts_although_the_broker_is_away(monkeypatch):
    def away(name, **options):
        raise OperationalError

    monkeypatch.setattr(celery.app, "send_task", away)
    celery.begin_first_round()


def test_sites_wait_no_longer_than_five_minutes_for_a_round():
    assert celery.app.conf.beat_schedule["countries-check-sites"]["schedule"] <= 300
