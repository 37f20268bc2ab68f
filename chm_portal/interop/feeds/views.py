"""Every feed at its address: `/<lang>/feeds/records.atom`, `/<lang>/feeds/themes/invasive-alien-species.atom`."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from chm_portal.common import atom
from chm_portal.interop.feeds import table


@login_not_required
@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponse:
    """Send a feed of which there is only one."""
    source = table.get_or_404(name)
    return _answer(request, source, source.find("") if source.key else None)


@login_not_required
@require_safe
def feed_of(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """Send the feed of a country, a theme, a board ..."""
    source = table.get_or_404(name)
    return _answer(request, source, source.find(code))


def _answer(request: HttpRequest, source: table.FeedSource, subject) -> HttpResponse:
    entries = list(source.entries(subject))
    return atom.atom_response(request, atom.Feed(source.title(subject), request.path, source.page(subject), entries))
