"""The feed of a Party's own site: its address, how reading goes, what was drafted (R64)."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Page
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.common.paging import page_or_404
from chm_portal.common.public_address import require_public_address
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.records import kinds
from chm_portal.records.models import Record, Revision
from chm_portal.records.refusals import Refusal
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles import feeds
from country_profiles.models import FeedEntry, NationalFeed
from country_profiles.views.finding import kept_party

ROWS = 50


class FeedForm(forms.Form):
    """Where a Party's feed is."""

    address = forms.URLField(
        label=gettext_lazy("Address of the feed"),
        max_length=1000,
        assume_scheme="https",
        validators=[require_public_address],
        help_text=gettext_lazy("Of the Atom or RSS feed of your national clearing-house, such as https://…/feed.xml."),
    )


@dataclass(frozen=True)
class EntryRow:
    """One entry that was drafted, with what became of the draft."""

    entry: FeedEntry

    @property
    def state(self) -> str:
        """The state of the record, or of its draft; an entry whose draft is gone was cancelled."""
        record = self.entry.record
        if record is None:
            return "cancelled"
        if record.state != Record.State.UNPUBLISHED:
            return record.state
        latest = next(iter(record.latest_revisions), None)
        return latest.state if latest else "cancelled"


def _party(request: HttpRequest, code: str) -> RememberedTerm:
    """Return a Party this person works for, where its feed can be read: resources are there. Raises Http404."""
    kinds.get_or_404("resource")
    return kept_party(request, code)


def _entries(feed: NationalFeed | None, number: str | None) -> Page:
    latest = Prefetch("record__revisions", Revision.objects.order_by("-pk"), to_attr="latest_revisions")
    entries = FeedEntry.objects.filter(feed=feed).select_related("record").prefetch_related(latest)
    return page_or_404(entries.order_by("-read_at", "-pk"), ROWS, number)


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def feed_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show the feed and what came of it to a Party's people; take its address from a focal point."""
    country = _party(request, code)
    feed = feeds.feed_of(country)
    if request.method != "POST":
        typed = carried.pop(request)
        return _show(request, country, feed, FeedForm(typed, initial={"address": feed.address if feed else ""}))
    access.require(access.speaks_for(request.user, Owner.party(country)))
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _show(request, country, feed, form, status=422)
    feeds.set_up(country, form.cleaned_data["address"], request.user)
    messages.success(request, _("It is read now, and from now on four times a day. Reload this page in a moment."))
    return redirect("country_profiles:feed_detail", code)


def _show(request: HttpRequest, country: RememberedTerm, feed, form: FeedForm, status: int = 200) -> HttpResponse:
    page = _entries(feed, request.GET.get("page"))
    context = {
        "country": country,
        "feed": feed,
        "trouble": feeds.in_words(feed.reason) if feed and feed.reason else "",
        "form": form,
        "leads": access.speaks_for(request.user, Owner.party(country)),
        "page_obj": page,
        "rows": [EntryRow(entry) for entry in page.object_list],
    }
    return render(request, "country_profiles/feed_detail.html", context, status=status)


@require_POST
def feed_look(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a reading now; a worker does it."""
    country = _party(request, code)
    access.require(access.speaks_for(request.user, Owner.party(country)))
    try:
        feeds.look_now(country, request.user)
    except Refusal as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The feed is being read. Reload this page in a moment."))
    return redirect("country_profiles:feed_detail", code)


@require_POST
def feed_switch_off(request: HttpRequest, code: str) -> HttpResponse:
    """Read the feed no more."""
    country = _party(request, code)
    access.require(access.speaks_for(request.user, Owner.party(country)))
    feeds.switch_off(country, request.user)
    messages.success(request, _("The feed is not read any more. Its drafts stay where they are."))
    return redirect("country_profiles:feed_detail", code)
