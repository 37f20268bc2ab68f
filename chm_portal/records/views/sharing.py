"""Links to a draft: its team makes, lists and revokes them; whoever has one reads the draft and nothing else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.records import sharing
from chm_portal.records.forms_of_sharing import ShareForm
from chm_portal.records.reading import sections_in_words
from chm_portal.records.views.finding import kept_revision

#: No search engine, no shared cache and no other site learns of the address or of what stands there.
PRIVATE = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def draft_links(request: HttpRequest, pk: int) -> HttpResponse:
    """List the links to a draft for its team, and make one."""
    revision = kept_revision(request, pk)
    form = ShareForm(request.POST if request.method == "POST" else carried.pop(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                link = sharing.share(revision, request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error("ends_on" if getattr(refusal, "code", "") == "end" else None, refusal)
            else:
                messages.success(request, _("The link for %(note)s is made. Copy it from the list.") % {"note": link})
                return redirect("records:draft_links", pk)
    links = list(revision.links.select_related("created_by", "revoked_by"))
    for link in links:
        link.revision = revision
    context = {"revision": revision, "form": form, "links": links}
    return render(request, "records/draft_links.html", context, status=status)


@require_POST
def draft_link_revoke(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """End one link at once."""
    revision = kept_revision(request, pk)
    sharing.revoke(get_object_or_404(revision.links.select_related("revision"), pk=link), request.user)
    messages.success(request, _("The link is revoked: it leads nowhere any more."))
    return redirect("records:draft_links", pk)


@login_not_required
@require_safe
def draft_shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show a draft, to be read, to whoever has a live link to it; anything else is 404."""
    link = sharing.draft_of(token)
    if link is None:
        raise Http404
    revision = link.revision
    context = {"revision": revision, "ends_on": link.ends_on, "sections": sections_in_words(revision)}
    response = render(request, "records/draft_shared.html", context)
    for name, value in PRIVATE.items():
        response[name] = value
    return response
