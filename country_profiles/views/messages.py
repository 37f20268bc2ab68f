"""Messages to a country's focal points: relayed, so that no address is shown (R86, R93)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.audit import trail
from chm_portal.notifications.messages import (
    MessageForm,
    is_sent,
    is_too_much,
    known_of,
    relay,
    send_to_secretariat,
    to_sent,
    too_much,
    wait,
)
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles.people import FocalPoint, focal_points
from country_profiles.views.finding import country_or_404


def _recipient(request: HttpRequest, country: RememberedTerm) -> FocalPoint | None:
    """Return the focal point that an address names, None for the secretariat; raises Http404 for anybody else."""
    wanted = request.GET.get("to", "")
    if not wanted:
        return None
    for point in focal_points(country):
        if str(point.designation.pk) == wanted:
            return point
    raise Http404


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_write(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form, and pass a message on to a focal point, or to the secretariat where none is named."""
    country = country_or_404(code)
    point = _recipient(request, country)
    form = MessageForm(request.POST or None, initial=known_of(request.user))
    context = {"form": form, "country": country, "point": point}
    if request.method == "POST" and form.is_valid():
        if is_too_much(request, "country"):
            form.add_error(None, too_much())
            return wait(render(request, "country_profiles/message_write.html", context))
        _pass_on(request, form, country, point)
        return to_sent("country_profiles:message_sent", code)
    return render(request, "country_profiles/message_write.html", context)


def _pass_on(request: HttpRequest, form: MessageForm, country: RememberedTerm, point: FocalPoint | None) -> None:
    if point is None:
        send_to_secretariat(form, request.path)
        return
    relay(form, [point.designation.user], request.path)
    writer = request.user if request.user.is_authenticated else None
    trail.record("message.relayed", writer, f"country:{country.code}", designation=point.designation.pk)


@login_not_required
@require_safe
def message_sent(request: HttpRequest, code: str) -> HttpResponse:
    """Say that the message is on its way; who has sent none is led to the form."""
    country = country_or_404(code)
    if not is_sent(request):
        return redirect("country_profiles:message_write", code)
    return render(request, "country_profiles/message_sent.html", {"country": country})
