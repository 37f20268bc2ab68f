"""`{% carried_token %}`: the hidden field by which a form survives an expired session (chm_portal.accounts.carried)."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chm_portal.accounts.carried import TOKEN, token_for

register = template.Library()


@register.simple_tag(takes_context=True)
def carried_token(context: Context) -> SafeString:
    """Return the hidden field; it stands inside a form that posts."""
    return format_html('<input type="hidden" name="{}" value="{}">', TOKEN, token_for(context["request"]))
