"""Addresses of notices, of what somebody follows, and of the page that a letter's last link leads to."""

from django.urls import path

from chm_portal.notifications.views import following, notices, unsubscribe

app_name = "notifications"
urlpatterns = [
    path("workspace/notices/", notices.notice_list, name="notice_list"),
    path("workspace/notices/read/", notices.notices_read, name="notices_read"),
    path("workspace/notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("workspace/following/", following.followed_list, name="followed_list"),
    path("workspace/following/follow/", following.follow, name="follow"),
    path("workspace/following/stop/", following.stop, name="stop"),
    path("workspace/following/letters/", following.letters_switch, name="letters_switch"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
