"""The long pages (about, help, terms ...): Markdown files, one per language, rendered once in each process."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chm_portal.common.languages import current, preference
from chm_portal.common.markdown import CleanHtml, to_html
from chm_portal.common.offer import is_offered

CONTENT = Path(__file__).parent / "content"
# For whom each help page is written, in the order of the list beside them.
HELP_PAGES = {
    "help-visitors": _("Visitors"),
    "help-contributors": _("Contributors"),
    "help-focal-points": _("National focal points"),
    "help-partners": _("Partner organizations"),
    "help-moderators": _("Moderators"),
    "help-secretariat": _("Secretariat"),
}
LONGEST_LEAD = 280  # characters; a longer first paragraph is body text
SLUGS = ("about", "help", *HELP_PAGES, "privacy", "terms", "accessibility")


@dataclass(frozen=True)
class Prose:
    """A page of text in one language: title, first paragraph in plain words as its lead, the rest as HTML."""

    title: str
    lead: str
    body: CleanHtml
    language: str


@cache
def _page(slug: str, language: str) -> Prose | None:
    place = CONTENT / language / f"{slug}.md"
    if not place.is_file():
        return None
    title, _newline, rest = place.read_text(encoding="utf-8").strip().partition("\n")
    lead, _gap, body = rest.strip().partition("\n\n")
    is_short = len(lead) <= LONGEST_LEAD
    is_plain = is_short and lead[:1] not in "#-*|>" and not any(sign in lead for sign in ("](", "**", "`", "\n1."))
    lead, body = (" ".join(lead.split()), body) if is_plain else ("", rest)
    return Prose(title.lstrip("# ").strip(), lead, to_html(body), language)


INNER_LINK = re.compile(r'<a href="(/[^"#?]*)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def without_links_to_nowhere(body: CleanHtml) -> CleanHtml:
    """Return the text with the links to services that are switched off taken out; their words stay."""

    def kept(link: re.Match) -> str:
        with translation.override(translation.get_language_from_path(link[1])):
            try:
                name = resolve(link[1]).view_name
            except Resolver404:
                return link[0]
        return link[0] if is_offered(name) else link[2]

    return CleanHtml(INNER_LINK.sub(kept, body))


def prose(slug: str) -> Prose | None:
    """Return a page of text in the reader's language, in another if that is missing, None if there is none at all."""
    pages = (_page(slug, code) for code in preference(current()))
    return next((page for page in pages if page), None)


@login_not_required
@require_safe
def prose_read(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of the long pages; an unknown one is 404."""
    page = prose(slug)
    if page is None:
        raise Http404
    page = replace(page, body=without_links_to_nowhere(page.body))
    context = {"page": page, "slug": slug, "help_pages": HELP_PAGES if slug.startswith("help") else {}}
    return render(request, "pages/prose_read.html", context)
