"""What a probe is told: that the process lives, whatever else is away; and whether it can do its work."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.stack.sites import Site, name_beside_ours


@pytest.mark.parametrize("host", ["10.1.2.3:8000", "web-1", "chm.example.org", "not a name", ""])
def test_a_process_says_that_it_lives_under_whatever_name_it_is_asked_and_asks_nobody(host, settings):
    """Without the django_db mark every query fails."""
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/healthz", HTTP_HOST=host)
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_only_reads(address):
    assert Client().post(address).status_code == 405
    assert Client().head("/healthz").status_code == 200


@pytest.mark.django_db
def test_a_process_is_ready_when_the_database_answers_and_knows_every_migration(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/readyz", HTTP_HOST="10.1.2.3:8000")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert response.content == b"ready\ndatabase: answers\ncache and broker: answer\n"
    assert not response.cookies


@pytest.mark.django_db
def test_a_process_with_newer_code_than_the_database_is_not_ready():
    [newest] = MigrationLoader(connection).graph.leaf_nodes("records")
    MigrationRecorder(connection).record_unapplied(*newest)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.content.startswith(b"not ready\ndatabase: migrations missing\n")


@pytest.mark.django_db
def test_a_cache_that_is_away_is_named_and_takes_nobody_out_of_service(monkeypatch):
    monkeypatch.setattr(cache, "answers", lambda: False)
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.content.endswith(b"cache and broker: away\n")


def test_without_a_database_a_process_lives_and_is_not_ready_and_says_nothing_of_where_it_was_looked_for(tmp_path):
    site = Site("portal_that_is_not_there", tmp_path)
    alive, ready = site.ask("/healthz", "/readyz")
    assert alive == [200, "alive\n"]
    assert ready[0] == 503
    assert ready[1].startswith("not ready\ndatabase: away\n")
    assert "portal_that_is_not_there" not in ready[1]


def test_a_database_that_nobody_has_prepared_is_not_ready(db, tmp_path):
    site = Site(name_beside_ours("bare"), tmp_path)
    site.make()
    try:
        assert site.ask("/readyz")[0][1].startswith("not ready\ndatabase: migrations missing\n")
    finally:
        site.drop()
