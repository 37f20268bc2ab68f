"""The button by which a page's thing is followed: `{% load following %}{% follow_button record.topic %}`."""

from django import template
from django.template import Context

register = template.Library()


@register.inclusion_tag("notifications/follow_button.html", takes_context=True)
def follow_button(context: Context, topic: str, name: str = "") -> dict:
    """Show how a topic is followed or followed no more; `name` tells several buttons of a page apart.

    A visitor is led to sign in, without a query and without a cookie; for a member it takes one query a page.
    """
    request = context["request"]
    user = request.user
    shown = {"topic": topic, "name": name, "user": user}
    if not user.is_authenticated:
        return shown
    if not hasattr(request, "followed_topics"):
        request.followed_topics = set(user.subscriptions.order_by().values_list("topic", flat=True))
    return shown | {"is_followed": topic in request.followed_topics, "csrf_token": context["csrf_token"]}
