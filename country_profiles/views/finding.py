"""From an address to a country, or to one whose drafts this person keeps."""

from django.http import Http404, HttpRequest

from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.vocabularies.memory import RememberedTerm, vocabulary


def country_or_404(code: str) -> RememberedTerm:
    """Return a country by its code; raises Http404."""
    country = vocabulary("country").get(code)
    if country is None:
        raise Http404
    return country


def kept_party(request: HttpRequest, code: str) -> RememberedTerm:
    """Return a Party that this person drafts or speaks for; raises Http404."""
    country = country_or_404(code)
    if not access.keeps(request.user, Owner.party(country)):
        raise Http404
    return country
