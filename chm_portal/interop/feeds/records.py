"""Feeds of records: all of them, of a kind, of a country, an organisation, a theme or another term."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from chm_portal.directory.models import Organisation
from chm_portal.interop.feeds.table import RecordSource, source
from chm_portal.records.models import Record
from chm_portal.search.term_views import ARTICLES, DECISIONS, TARGETS, THEMES, TermPages
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary
from country_profiles.page import records_of
from country_profiles.views.finding import country_or_404
from reporting.models import Initiative, NationalReport


@source
class EveryRecord(RecordSource):
    """The newest records of every kind."""

    name = "records"

    def title(self, subject) -> str:
        return _("New records of the Clearing-House Mechanism")

    def page(self, subject) -> str:
        return reverse("search:search")

    def records(self, subject) -> QuerySet:
        return Record.objects.published()


@source
class Reports(RecordSource):
    """What Parties say of their plans and of what they have done: reports and strategies."""

    name, services = "reports", ("reporting",)
    pages = ("reporting:home", "reporting:report_matrix", "reporting:cycle_list")

    def title(self, subject) -> str:
        return _("New national reports and strategies")

    def page(self, subject) -> str:
        return reverse("reporting:report_matrix")

    def records(self, subject) -> QuerySet:
        return Record.objects.published().filter(kind__in=["national-report", "strategy"])


@source
class Profiles(RecordSource):
    """The profiles that countries have written or changed."""

    name, pages, services = "country-profiles", ("country_profiles:home",), ("country_profiles",)

    def title(self, subject) -> str:
        return _("New and changed country profiles")

    def page(self, subject) -> str:
        return reverse("country_profiles:home")

    def records(self, subject) -> QuerySet:
        return Record.objects.published().filter(kind="country-profile")


@source
class OfCycle(RecordSource):
    """The reports of one reporting cycle."""

    name, pages, key, services = "cycles", ("reporting:cycle_detail",), "code", ("reporting",)

    def find(self, code: str) -> RememberedTerm:
        return _term("cycle", code)

    def title(self, subject: RememberedTerm) -> str:
        return _("New: %(label)s") % {"label": subject.label}

    def page(self, subject: RememberedTerm) -> str:
        return reverse("reporting:cycle_detail", args=[subject.code])

    def records(self, subject: RememberedTerm) -> QuerySet:
        reports = NationalReport.objects.filter(cycle=subject.pk).order_by().values("pk")
        return Record.objects.published().filter(pk__in=reports)


@source
class ByCountry(RecordSource):
    """What a country has published last: its own records, and those the secretariat keeps for it."""

    name, key, services = "countries", "code", ("country_profiles",)
    pages = ("country_profiles:country_detail", "country_profiles:country_records")

    def find(self, code: str) -> RememberedTerm:
        return country_or_404(code)

    def title(self, subject: RememberedTerm) -> str:
        return _("New from %(country)s") % {"country": subject.label}

    def page(self, subject: RememberedTerm) -> str:
        return reverse("country_profiles:country_detail", args=[subject.code])

    def records(self, subject: RememberedTerm) -> QuerySet:
        return records_of(subject)


@source
class OfCatalogue(ByCountry):
    """The initiatives of a country and those of others in it."""

    name, pages = "country-initiatives", ("country_profiles:country_initiatives",)
    services = ("country_profiles", "reporting")

    def title(self, subject: RememberedTerm) -> str:
        return _("New initiatives: %(country)s") % {"country": subject.label}

    def page(self, subject: RememberedTerm) -> str:
        return reverse("country_profiles:country_initiatives", args=[subject.code])

    def records(self, subject: RememberedTerm) -> QuerySet:
        return Initiative.objects.published().in_country(subject)


@source
class ByOrganisation(RecordSource):
    """What an organisation has published last."""

    name, pages, key = "partners", ("directory:organisation_detail",), "code"

    def find(self, code: str) -> Organisation:
        return get_object_or_404(Organisation.objects.named(code))

    def title(self, subject: Organisation) -> str:
        return _("New from %(organisation)s") % {"organisation": subject}

    def page(self, subject: Organisation) -> str:
        return reverse("directory:organisation_detail", args=[subject.code])

    def records(self, subject: Organisation) -> QuerySet:
        return Record.objects.published().filter(owner_organisation=subject)


class OfTerm(RecordSource):
    """Base: what is registered about a term that has a page."""

    key = "code"
    terms: TermPages

    def find(self, code: str) -> RememberedTerm:
        return _term(self.terms.name, code)

    def title(self, subject: RememberedTerm) -> str:
        return _("New: %(label)s") % {"label": subject.label}

    def page(self, subject: RememberedTerm) -> str:
        return self.terms.url_of(subject)

    def records(self, subject: RememberedTerm) -> QuerySet:
        return self.terms.records(subject)


@source
class OfTheme(OfTerm):
    """About a theme."""

    name, pages, terms = "themes", ("search:theme_detail",), THEMES


@source
class OfArticle(OfTerm):
    """About an article of the Convention."""

    name, pages, terms = "articles", ("search:article_detail",), ARTICLES


@source
class OfDecision(OfTerm):
    """What answers a decision or carries it out."""

    name, pages, terms = "decisions", ("search:decision_detail",), DECISIONS


@source
class OfTarget(OfTerm):
    """What contributes to a goal or target."""

    name, pages, terms = "targets", ("search:target_detail",), TARGETS


def _term(name: str, code: str) -> RememberedTerm:
    """Return a term by its code. Raises Http404."""
    term = vocabulary(name).get(code)
    if term is None:
        raise Http404
    return term
