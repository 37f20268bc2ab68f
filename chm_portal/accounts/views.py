"""Pages of people's accounts that allauth does not have: preferences, the lock-out page, the picture of the TOTP
secret."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from chm_portal.accounts import second_factor
from chm_portal.accounts.forms import ProfileForm

COOL_OFF_SECONDS = 300


def profile_edit(request: HttpRequest) -> HttpResponse:
    """Show and save name, language and time zone; the answer comes in the language just chosen."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        with translation.override(user.interface_language):
            messages.success(request, _("Saved."))
            return redirect("accounts:profile_edit")
    if form.is_bound:  # what was refused is on the instance already, and the page's head would show it
        request.user.refresh_from_db(fields=list(form.fields))
    context = {
        "form": form,
        "has_authenticator": second_factor.has_authenticator(request.user),
        "is_obligatory": second_factor.is_obligatory_for(request.user),
    }
    return render(request, "accounts/profile_edit.html", context)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None = None) -> HttpResponse:
    """Answer somebody who guessed too often, the same whether or not the account exists (C6, C7, C20)."""
    page = render(request, "accounts/locked_out.html", {"minutes": COOL_OFF_SECONDS // 60}, status=429)
    page["Retry-After"] = str(COOL_OFF_SECONDS)
    return page


class SecondFactorSetUpView(ActivateTOTPView):
    """Setting up the authenticator app; the code given for it counts as this session's second factor."""

    def form_valid(self, form) -> HttpResponse:
        """Activate, and give the session a new id, for it may do more from now on."""
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        self.request.session.cycle_key()
        return response


@never_cache
def totp_image(request: HttpRequest) -> HttpResponse:
    """Return the secret being set up as a picture for the phone's camera; a file, since nothing may be inline (CSP)."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml")


def home(request: HttpRequest) -> HttpResponse:
    """Lead from /accounts/ to the preferences."""
    return redirect(reverse("accounts:profile_edit"))
