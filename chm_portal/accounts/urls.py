"""Addresses of accounts: ours, then allauth's."""

from django.urls import include, path

from chm_portal.accounts import views

own = [
    path("", views.home, name="home"),
    path("profile/", views.profile_edit, name="profile_edit"),
    path("2fa/totp/picture.svg", views.totp_image, name="totp_image"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("2fa/totp/activate/", views.SecondFactorSetUpView.as_view(), name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
