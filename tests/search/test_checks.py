"""The system check says when the engine does not fit the records or the machines."""

import pytest

from chm_portal.search import checks
from tests import world

pytestmark = pytest.mark.django_db


def ids(found) -> list[str]:
    return [one.id for one in found]


def test_several_machines_cannot_share_a_folder(settings):
    assert checks.engine_fits_the_machines(None) == []
    settings.WEB_HOSTS = 2
    assert ids(checks.engine_fits_the_machines(None)) == ["search.E001", "search.E002"]
    settings.SEARCH_ENGINE, settings.MEDIA_IS_SHARED = "postgres", True
    assert checks.engine_fits_the_machines(None) == []


def test_it_warns_when_the_records_outgrow_the_engine(settings, person, monkeypatch):
    world.published(person("focal_point_a"), person("curator"))
    assert checks.engine_fits_the_records(None, databases=["default"]) == []
    monkeypatch.setattr(checks, "WHOOSH_HOLDS", 0)
    assert ids(checks.engine_fits_the_records(None, databases=["default"])) == ["search.W001"]
    settings.SEARCH_ENGINE = "postgres"
    assert checks.engine_fits_the_records(None, databases=["default"]) == []
