"""The page that a letter's last link leads to: it shows on GET and acts on POST, for mail programs open links too."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chm_portal.accounts.models import MailFrequency
from chm_portal.notifications import following, unsubscribing


# RFC 8058: the mail program posts, without a cookie and without a form of ours. The signed token is the proof.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show which letters would end; end them, all of them, or undo that."""
    asked = unsubscribing.read(token)
    if asked is None:
        return render(request, "notifications/unsubscribe_unknown.html", status=404)
    before = asked.subscription.frequency if asked.subscription else ""
    if request.method == "POST":
        before = _act(asked, request) or before
    topic = asked.subscription and following.topic_for(asked.user, asked.subscription.topic)
    context = {"asked": asked, "topic": topic, "before": before, "has_acted": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)


def _act(asked: unsubscribing.Unsubscription, request: HttpRequest) -> str:
    """Do what the form or the mail program asks for; return how often was written before, if the form said so."""
    before = request.POST.get("before", "")
    if "undo" in request.POST:
        asked.undo(before if before in MailFrequency.values and before != MailFrequency.NEVER else "")
    elif "all" in request.POST:
        following.set_letters(asked.user, False)
    else:
        asked.end()
    return before
