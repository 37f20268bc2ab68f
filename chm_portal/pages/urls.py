"""Addresses of the pages that belong to no service; included last, under the language."""

from django.urls import path, register_converter

from chm_portal.pages import contact, home, prose, statistics, style_guide


class ProseSlug:
    """Matches the long pages and nothing else, so that every other address stays unknown."""

    regex = "|".join(prose.SLUGS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProseSlug, "prose")
app_name = "pages"
urlpatterns = [
    path("", home.home_show, name="home"),
    path("contact/", contact.contact_write, name="contact_write"),
    path("contact/sent/", contact.contact_sent, name="contact_sent"),
    path("statistics/", statistics.statistics_show, name="statistics"),
    path("statistics.csv", statistics.statistics_csv, name="statistics_csv"),
    path("style/", style_guide.style_guide_show, name="style_guide"),
    path("<prose:slug>/", prose.prose_read, name="prose_read"),
]
