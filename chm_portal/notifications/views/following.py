"""What a person follows: the list with how often each is written about, beginning and ending."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chm_portal.common.paging import page_or_404
from chm_portal.notifications import following
from chm_portal.notifications.forms import FollowForm, FrequenciesForm

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
def followed_list(request: HttpRequest) -> HttpResponse:
    """List what the person follows; save how often to write about each."""
    page = page_or_404(request.user.subscriptions.all(), ROWS, request.GET.get("page"))
    form = FrequenciesForm(request.POST or None, subscriptions=page.object_list, user=request.user)
    if request.method == "POST" and form.is_valid():
        for subscription, frequency in form.chosen():
            following.set_frequency(subscription, frequency)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    topics = following.topics_for(request.user, [subscription.topic for subscription in page])
    rows = [(one, topics.get(one.topic), form[form.name_of(one)]) for one in page]
    context = {"page_obj": page, "form": form, "rows": rows}
    return render(request, "notifications/followed_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask how often to write about a topic (where somebody comes who had to sign in first), and follow it."""
    name = (request.POST if request.method == "POST" else request.GET).get("topic", "")
    topic = following.topic_for(request.user, name)
    if topic is None:
        raise Http404
    form = FollowForm(request.POST or None, user=request.user, initial={"topic": name})
    if request.method == "POST" and form.is_valid():
        try:
            following.follow(request.user, name, form.cleaned_data["frequency"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("You follow this now. What is new stands among your notices."))
            return redirect(topic.url)
    status = 422 if form.errors else 200
    return render(request, "notifications/follow.html", {"form": form, "topic": topic}, status=status)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Follow a topic no more; back to where that was said."""
    name = request.POST.get("topic", "")
    if following.stop(request.user, name):
        messages.success(request, _("You do not follow this any more."))
    topic = following.topic_for(request.user, name)
    return redirect(topic.url if topic and request.POST.get("from") == "page" else "notifications:followed_list")


@require_POST
def letters_switch(request: HttpRequest) -> HttpResponse:
    """End all letters about what the person follows, or let them come again."""
    wanted = request.POST.get("wanted") == "1"
    following.set_letters(request.user, wanted)
    messages.success(request, _("Letters come again.") if wanted else _("No more letters about what you follow."))
    return redirect("notifications:followed_list")
