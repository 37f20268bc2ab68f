"""What everybody sees of countries."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chm_portal.common.address_filter import not_known
from chm_portal.common.as_at import AsksForDay
from chm_portal.common.json_export import json_response
from chm_portal.common.list_files import file_of, limited
from chm_portal.common.offer import is_offered
from chm_portal.common.paging import page_or_404
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.records import kinds
from chm_portal.records.exports.description import descriptions
from chm_portal.records.exports.table import rows_of_table
from chm_portal.records.models import Record
from chm_portal.search.rows import rows_of
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import completeness
from country_profiles.country_list import CountryListFilter, by_region, lines
from country_profiles.page import country_page, counts_by_kind, kind_counts, records_of
from country_profiles.page_as_at import country_as_at
from country_profiles.views.finding import country_or_404

ROWS = 20


@login_not_required
@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    """List the countries by region, with what is here of each."""
    chosen = CountryListFilter(request.GET or None)
    shown = lines(chosen)
    numbers = [
        (_("Parties to the Convention"), sum(line.country.is_party for line in shown)),
        (_("with a profile"), sum(line.has_profile for line in shown)),
        (_("with a focal point here"), sum(bool(line.focal_points) for line in shown)),
        (_("with a national clearing-house"), sum(line.site is not None for line in shown)),
    ]
    if is_offered("reporting"):
        numbers.append((_("reports registered"), sum(line.reports for line in shown)))
    context = {"filter": chosen, "regions": by_region(shown), "total": len(shown), "numbers": numbers}
    return render(request, "country_profiles/country_list.html", context)


@login_not_required
def country_in_small_letters(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from an address with the country's code in capitals, whatever follows it, to the one that there is."""
    address = request.get_full_path()
    in_small_letters = address.replace(f"/countries/{code}/", f"/countries/{code.lower()}/", 1)
    if request.method not in ("GET", "HEAD") or in_small_letters == address:  # written otherwise: BE%2F..
        raise Http404
    return redirect(in_small_letters, permanent=True)


@login_not_required
@require_safe
def country_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a country: its facts, who speaks for it, what it says, plans, reports and publishes; or as at a day."""
    country = country_or_404(code)
    asked_day = AsksForDay(request.GET or None)
    if asked_day.day:
        context = country_as_at(country, asked_day.day) | {"asked_day": asked_day}
        return render(request, "country_profiles/country_as_at.html", context)
    context = country_page(country) | _for_keepers(request, country) | {"asked_day": asked_day}
    return render(request, "country_profiles/country_detail.html", context)


def _for_keepers(request: HttpRequest, country: RememberedTerm) -> dict:
    """Return how complete the page is, for those who keep it and for nobody else."""
    if not access.keeps(request.user, Owner.party(country)):
        return {"keeps": False}
    points = completeness.points(country)
    return {"keeps": True, "points": len(points), "missing": completeness.missing(points)}


@login_not_required
@require_safe
def country_print(request: HttpRequest, code: str) -> HttpResponse:
    """Show a country's page as a document to file."""
    return render(request, "country_profiles/country_print.html", country_page(country_or_404(code)))


WHICH = ("by", "about")


def _asked_records(request: HttpRequest, country: RememberedTerm) -> tuple[str, str, object]:
    """Return (by or about, kind or nothing, the records) that an address asks for."""
    which = "about" if request.GET.get("which") == "about" else "by"
    kind = request.GET.get("kind", "")
    kind = kind if kind in {one.slug for one in kinds.every()} else ""
    records = records_of(country, which)
    return which, kind, records


def _left_out(request: HttpRequest, kind: str) -> list[str]:
    """Return a sentence for each value of the address that the list does not know; `kind` is the known one."""
    asked = {name: request.GET.get(name, "") for name in ("which", "kind")}
    unknown = [not_known(_("By or about the country"), asked["which"])] if asked["which"] not in ("", *WHICH) else []
    return unknown + ([not_known(_("Kind"), asked["kind"])] if asked["kind"] != kind else [])


@login_not_required
@require_safe
def country_records(request: HttpRequest, code: str) -> HttpResponse:
    """List everything a country has published, or what others have published about it, all of it and page by page."""
    country = country_or_404(code)
    which, kind, records = _asked_records(request, country)
    counts = counts_by_kind(records)
    chosen = records.filter(kind=kind) if kind else records
    pairs = chosen.order_by("-published_at", "-pk").values_list("kind", "pk")
    page = page_or_404(pairs, ROWS, request.GET.get("page"))
    context = {
        "country": country,
        "which": which,
        "kind": kind,
        "kinds": kind_counts(country, counts, which),
        "left_out": _left_out(request, kind),
        "page_obj": page,
        "rows": rows_of(page.object_list),
        "query": f"which={which}" + (f"&kind={kind}" if kind else ""),
    }
    return render(request, "country_profiles/country_records.html", context)


def _chosen_records(request: HttpRequest, country: RememberedTerm) -> tuple[dict, QuerySet[Record]]:
    """Return what an address asks for, and all records of that list, newest first."""
    which, kind, records = _asked_records(request, country)
    chosen = records.filter(kind=kind) if kind else records
    return {"which": which, "kind": kind}, chosen.order_by("-updated_at", "-pk")


@login_not_required
@require_safe
@limited
def country_records_file(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """Send the same list as a file for spreadsheets, without a limit."""
    country = country_or_404(code)
    _asked, records = _chosen_records(request, country)
    return file_of(rows_of_table(records), f"records-{country.code}", extension)


@login_not_required
@require_safe
@limited
def country_records_json(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the same list as a file for programs, without a limit."""
    country = country_or_404(code)
    asked, records = _chosen_records(request, country)
    head = {"country": {"code": country.code, "name": str(country.label)}, "asked": asked}
    return json_response(head, "records", descriptions(records), f"records-{country.code}")
