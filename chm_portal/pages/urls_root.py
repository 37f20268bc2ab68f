"""Addresses of pages that carry no language."""

from django.urls import path, re_path

from chm_portal.pages import robots

urlpatterns = [
    path("robots.txt", robots.robots_txt, name="robots_txt"),
    re_path(r"^(?:zh|zh-cn|zh-Hans|zh-CN)/(?P<rest>.*)$", robots.chinese, name="chinese"),
]
