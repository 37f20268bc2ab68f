"""The contact form: a message to the secretariat, sent by the outbox like every other mail."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.notifications.messages import (
    MessageForm,
    is_sent,
    is_too_much,
    known_of,
    send_to_secretariat,
    to_sent,
    too_much,
    wait,
)
from chm_portal.pages.prose import prose


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_write(request: HttpRequest) -> HttpResponse:
    """Show the form, and take a message: at most five an hour from one address, then 429."""
    form = MessageForm(request.POST or None, initial=known_of(request.user))
    context = {"form": form, "page": prose("contact")}
    if request.method == "POST" and form.is_valid():
        if is_too_much(request, "contact"):
            form.add_error(None, too_much())
            return wait(render(request, "pages/contact_write.html", context))
        send_to_secretariat(form)
        return to_sent("pages:contact_sent")
    return render(request, "pages/contact_write.html", context)


@login_not_required
@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    """Say that the message is on its way; who has sent none is led to the form."""
    if not is_sent(request):
        return redirect("pages:contact_write")
    return render(request, "pages/contact_sent.html")
