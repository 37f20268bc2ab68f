"""Requests for roles: those that wait for me, answering one, taking one's own back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chm_portal.accounts import carried
from chm_portal.accounts.carried import carries_fields
from chm_portal.common.paging import page_or_404
from chm_portal.directory import access, role_requests
from chm_portal.directory.forms import AnswerForm
from chm_portal.directory.models import RoleRequest

ROWS = 20


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """List the requests that wait for my answer, oldest first; only those who answer requests have this page (403)."""
    access.require(access.answers_requests(request.user))
    waiting = role_requests.answerable_by(request.user).waiting().for_list()
    page = page_or_404(waiting, ROWS, request.GET.get("page"))
    return render(request, "directory/request_list.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@carries_fields
def request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request that is mine to answer, and take the answer; afterwards, show what was answered."""
    mine = role_requests.answerable_by(request.user).for_list() | RoleRequest.objects.filter(answered_by=request.user)
    role_request = get_object_or_404(mine, pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else carried.pop(request))
    if request.method == "POST" and form.is_valid() and _answered(request, role_request, form):
        return redirect("directory:request_list")
    return render(request, "directory/request_answer.html", {"request_shown": role_request, "form": form})


def _answered(request: HttpRequest, role_request: RoleRequest, form: AnswerForm) -> bool:
    accepts = form.cleaned_data["decision"] == AnswerForm.ACCEPT
    decide = role_requests.accept if accepts else role_requests.refuse
    try:
        decide(role_request.pk, request.user, form.cleaned_data["answer"])
    except ValidationError as error:
        form.add_error(None, error)
        role_request.refresh_from_db()
        return False
    messages.success(request, _("Answered. %(name)s gets a letter with your answer.") % {"name": role_request.user})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to take one's own request back, then do it."""
    role_request = get_object_or_404(request.user.role_requests.for_list(), pk=pk)
    if request.method == "POST":
        try:
            role_requests.withdraw(pk, request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("Your request is taken back."))
        return redirect("directory:role_list")
    return render(request, "directory/request_withdraw.html", {"request_shown": role_request})
