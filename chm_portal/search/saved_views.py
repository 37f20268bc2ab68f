"""Saved searches of a person, and what was searched for and not found, for the secretariat."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from chm_portal.accounts.carried import carries_fields
from chm_portal.common.languages import current
from chm_portal.directory import access
from chm_portal.notifications import following
from chm_portal.search import misses
from chm_portal.search.address import Asked
from chm_portal.search.models import SavedSearch

PERIODS = (7, 30, 180)  # days


class SaveForm(forms.Form):
    """What a saved search is called, and which one it is."""

    name = forms.CharField(label=gettext_lazy("Name of the search"), max_length=150)
    list = forms.CharField(widget=forms.HiddenInput, max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)

    def clean_list(self) -> str:
        """Take the names of lists only: whatever else has an address is none of them."""
        name = self.cleaned_data["list"]
        if not is_list(name):
            raise forms.ValidationError(_("There is no such list."))
        return name

    def clean_query(self) -> str:
        """Keep what the list reads of it, in the order in which it writes it."""
        return Asked.read(QueryDict(self.cleaned_data["query"]), current()).query


def is_list(name: str) -> bool:
    """Whether this is the name of an address at which a list of records can be searched."""
    try:
        return hasattr(resolve(reverse(name)).func, "search_kind")
    except (NoReverseMatch, Resolver404):
        return False


@require_POST
@carries_fields
def search_save(request: HttpRequest) -> HttpResponse:
    """Keep a search; the same one again gets a new name."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        return render(request, "search/search_save.html", {"form": form}, status=422)
    kept = {"user": request.user, "address_name": form.cleaned_data["list"], "query": form.cleaned_data["query"]}
    if request.user.saved_searches.count() >= SavedSearch.MOST and not SavedSearch.objects.filter(**kept).exists():
        form.add_error(None, _("You have saved many searches. Take one off first."))
        return render(request, "search/search_save.html", {"form": form}, status=422)
    SavedSearch.objects.update_or_create(**kept, defaults={"name": form.cleaned_data["name"]})
    messages.success(request, _("Saved. You find it among your saved searches."))
    return redirect("search:saved_list")


@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    """List the person's own saved searches, the newest first."""
    searches = [search for search in request.user.saved_searches.all() if is_list(search.address_name)]
    return render(request, "search/saved_list.html", {"searches": searches})


@require_POST
def saved_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a saved search off one's list."""
    search = get_object_or_404(SavedSearch, pk=pk, user=request.user)
    following.stop(request.user, search.topic)
    search.delete()
    messages.success(request, _("Taken off your list."))
    return redirect("search:saved_list")


@require_safe
def miss_list(request: HttpRequest) -> HttpResponse:
    """Show the secretariat what was searched for and not found."""
    access.require(access.is_curator(request.user))
    text = request.GET.get("days", str(PERIODS[1]))
    if text not in {str(days) for days in PERIODS}:
        raise Http404
    rows = misses.most_missed(int(text))[:200]
    return render(request, "search/miss_list.html", {"rows": rows, "days": int(text), "periods": PERIODS})
