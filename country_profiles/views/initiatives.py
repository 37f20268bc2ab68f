"""A country's catalogue of initiatives: as a page, on paper, and as files (R14)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chm_portal.common.json_export import json_response
from chm_portal.common.list_files import file_of, limited
from chm_portal.common.offer import is_offered
from chm_portal.search.address import Asked
from chm_portal.search.rows import rows_of
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import catalogue
from country_profiles.views.finding import country_or_404

MOST_ON_PAPER = 500


def _asked(request: HttpRequest, code: str) -> tuple[RememberedTerm, Asked]:
    """Return the country and what is asked of its catalogue; raises Http404, also where reporting is switched off."""
    if not is_offered("reporting"):
        raise Http404
    country = country_or_404(code)
    return country, catalogue.asked_of(country, request.GET)


@login_not_required
@require_safe
def country_initiatives(request: HttpRequest, code: str) -> HttpResponse:
    """List the initiatives of a country and those of others in it, page by page, with filters and their counts."""
    country, asked = _asked(request, code)
    context = {"country": country, "asked": asked, "answer": catalogue.answer(country, asked)}
    return render(request, "country_profiles/country_initiatives.html", context)


@login_not_required
@require_safe
def country_initiatives_print(request: HttpRequest, code: str) -> HttpResponse:
    """Show the same list as a document to file, all of it in one piece."""
    country, asked = _asked(request, code)
    found = catalogue.initiatives(country, asked)
    context = {
        "country": country,
        "asked": asked,
        "total": found.count(),
        "most": MOST_ON_PAPER,
        "rows": rows_of(found.values_list("kind", "pk")[:MOST_ON_PAPER]),
    }
    return render(request, "country_profiles/country_initiatives_print.html", context)


@login_not_required
@require_safe
@limited
def country_initiatives_file(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """Send the same list as a file for spreadsheets, without a limit."""
    country, asked = _asked(request, code)
    return file_of(catalogue.as_table(catalogue.initiatives(country, asked)), f"initiatives-{country.code}", extension)


@login_not_required
@require_safe
@limited
def country_initiatives_json(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the same list as a file for programs, without a limit."""
    country, asked = _asked(request, code)
    head = {
        "country": {"code": country.code, "name": str(country.label)},
        "asked": {"text": asked.question.text} | {name: list(codes) for name, codes in asked.chosen.items()},
    }
    entries = catalogue.entries(catalogue.initiatives(country, asked))
    return json_response(head, "initiatives", entries, f"initiatives-{country.code}")
