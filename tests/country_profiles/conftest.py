"""A record of country A with a file and a history, for what is made of everything about a country."""

import pytest

from chm_portal.records import publication, submission
from chm_portal.records.models import Record
from tests import world
from tests.one_of_everything import attach


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def resource(person, media) -> Record:
    """A published resource of country A with a file, and one revision more."""
    focal_point, curator = person("focal_point_a"), person("curator")
    draft = world.draft(focal_point, title_fr="Guide des stratégies", summary_fr="Ce guide explique. " * 10)
    attached = attach(draft, focal_point)
    submission.save(draft, focal_point, {"files": [{"file": attached.pk, "title": "Guide", "language": "en"}]})
    draft = submission.submit(draft, focal_point)
    record = publication.publish(draft, curator, check=world.check_of(draft))
    return world.revised(record, focal_point, curator, title_en="Guide to better strategies")
