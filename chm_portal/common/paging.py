"""Pages of public lists: one that is not there is not found, so that no address repeats what stands at another."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404
from django.utils.translation import gettext as _


def page_or_404(things, rows: int, number: str | None) -> Page:
    """Return a page of so many rows by the number in an address, the first without one; raises Http404."""
    try:
        return Paginator(things, rows).page(number or 1)
    except InvalidPage:
        raise Http404(_("There is no page with this number.")) from None
