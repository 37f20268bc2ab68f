"""The way into the admin leads through the portal's sign-in, and on to where one wanted to go."""

import pytest
from django.urls import reverse

from tests import world
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


def test_who_signs_in_at_the_admins_door_arrives_in_the_admin(person, client):
    person("curator")
    sign_in = client.get("/admin/", follow=True)
    address = sign_in.redirect_chain[-1][0]
    assert address == f"{reverse('account_login')}?next=/admin/"
    posted = client.post(address, {"login": "curator@example.org", "password": PASSWORD})
    assert posted.status_code == 302
    assert "/admin/login/" not in posted["Location"]


def test_a_signed_in_curator_at_the_door_is_led_inside(client_of):
    response = client_of("curator").get("/admin/login/?next=/admin/review/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [("/admin/review/", 302)]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_door_leads_to_no_other_host(client, wanted):
    assert client.get("/admin/login/", {"next": wanted})["Location"] == f"{reverse('account_login')}?next=/admin/"


def test_who_has_no_business_in_the_admin_is_told_so(client_of):
    assert client_of("focal_point_a").get("/admin/login/?next=/admin/").status_code == 403


def test_the_page_of_an_app_lists_what_waits_like_the_first_page(client_of, person):
    world.submitted(person("focal_point_a"))
    client = client_of("curator")
    first, of_app = (client.get(f"/admin/{place}").content.decode() for place in ("", "records/"))
    assert "Nothing waits for you." not in first
    assert "Nothing waits for you." not in of_app
