"""The page that lists the vocabularies, their files, and where the permanent address of a term leads."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from chm_portal.interop.vocabularies import table, writing

TURTLE = "text/turtle"
WRITERS = {
    "csv": (writing.as_csv, "text/csv"),
    "json": (writing.as_json, "application/json"),
    "ttl": (writing.as_turtle, TURTLE),
}


class SeeOther(HttpResponseRedirect):
    """What is at this address is no document; one about it is at another."""

    status_code = 303


@login_not_required
@require_safe
def vocabulary_list(request: HttpRequest) -> HttpResponse:
    """List the vocabularies with how many terms each has, its version and its files."""
    versions = table.versions()
    rows = [
        {
            "published": one,
            "terms": len(one.terms.in_use()),
            "retired": len(one.terms) - len(one.terms.in_use()),
            "version": versions.get(one.name, table.Version(0, None)),
            "files": [(name.upper(), reverse(f"machines:vocabulary_{name}", args=[one.slug])) for name in WRITERS],
        }
        for one in table.EVERY
    ]
    themes = table.BY_SLUG["themes"]
    example = next((themes.address_of(term) for term in themes.terms.in_use()), themes.address)
    return render(request, "interop/vocabulary_list.html", {"rows": rows, "example": example})


@login_not_required
@require_safe
def vocabulary_file(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """Send a vocabulary as a file, or 304 to who has it already."""
    published = table.get_or_404(slug)
    write, media_type = WRITERS[extension]
    content = write(published).encode()
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{slug}.{extension}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["ETag"] = etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=response)


@login_not_required
@require_safe
def vocabulary(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from the address of a vocabulary to its place in the list, or programs that ask for Turtle to the file."""
    table.get_or_404(slug)
    return _see_other(request, slug, f"{reverse('interop:vocabulary_list')}#{slug}")


@login_not_required
@require_safe
def vocabulary_term(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Lead from the address of a term to its page in the reader's language, or programs to the file."""
    published = table.get_or_404(slug)
    term = published.terms.get(code)
    if term is None:
        raise Http404
    return _see_other(request, slug, published.page_of(term))


def _see_other(request: HttpRequest, slug: str, page: str) -> HttpResponse:
    is_program = request.get_preferred_type(["text/html", TURTLE]) == TURTLE
    place = reverse("machines:vocabulary_ttl", args=[slug]) if is_program else page
    return SeeOther(place, headers={"Vary": "Accept, Accept-Language"})
