"""Everything published by and about a country as one archive: asked for here, made by a worker, given to anybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.common.languages import current
from chm_portal.notifications.messages import is_too_much, wait
from chm_portal.records.page import file_size
from chm_portal.records.refusals import Refusal
from chm_portal.vocabularies.memory import RememberedTerm
from country_profiles.exports import keeping
from country_profiles.exports.contents import fingerprint, web_limits
from country_profiles.views.finding import country_or_404


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def country_export(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the archive holds and lead to it, or have it made; one that is there is not made again."""
    country = country_or_404(code)
    if request.method != "POST":
        return _show(request, country)
    if keeping.is_needed(country, current()):
        if is_too_much(request, "country-export"):
            return wait(_show(request, country, _("Too many archives were asked for from one place. Try in an hour.")))
        try:
            keeping.ask(country, current())
        except Refusal as refusal:
            return wait(_show(request, country, refusal.messages[0]))
    return redirect("country_profiles:country_export", code)


def _show(request: HttpRequest, country: RememberedTerm, trouble: str = "") -> HttpResponse:
    export = keeping.export_of(country, current())
    is_current = bool(export and export.file) and export.is_of(fingerprint(country))
    limits = web_limits()
    context = {
        "country": country,
        "export": export,
        "state": _state(export, is_current),
        "size": file_size(export.size) if is_current else "",
        "trouble": trouble,
        "most_records": limits.records,
        "most_files": file_size(limits.file_bytes),
    }
    return render(request, "country_profiles/country_export.html", context)


def _state(export, is_current: bool) -> str:
    if is_current:
        return "ready"
    return "waiting" if export and export.is_waiting else "none"


@login_not_required
@require_safe
def country_export_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the archive if it holds what is published now; otherwise lead to where it can be made."""
    country = country_or_404(code)
    export = keeping.current_of(country, current())
    try:
        file = export.file.open("rb") if export else None
    except FileNotFoundError:
        file = None
    if file is None:
        messages.info(request, _("What is published has changed, or the archive was never made. Have it made now."))
        return redirect("country_profiles:country_export", code)
    name = f"chm-{country.code}-{current()}-{export.made_at:%Y-%m-%d}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "no-cache"
    return response
