"""The style page shows every component there is, to staff."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
COMPONENTS = {f"components/{path.name}" for path in (settings.BASE_DIR / "templates" / "components").glob("*.html")}


def test_every_component_stands_on_it(client_of):
    page = client_of("curator").get("/en/style/")
    assert page.status_code == 200
    shown = {template.name for template in page.templates}
    assert {name for name in COMPONENTS if name not in shown} == set()


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh-hans"])
def test_it_is_there_in_every_language(client_of, language):
    assert client_of("curator").get(f"/{language}/style/").status_code == 200


def test_it_is_for_staff_only(client, client_of):
    assert client.get("/en/style/").status_code == 302
    for who in ("member", "focal_point_a", "moderator"):
        assert client_of(who).get("/en/style/").status_code == 403
