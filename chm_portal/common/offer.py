"""The four services, and which of them this installation offers (R52): the one place that says so.

Everything is asked by its own name: an app ("reporting"), a module or task in it ("reporting.tasks.remind_of_reports"),
an address ("reporting:home"). What belongs to none of the four services is always there.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def is_offered(name: str) -> bool:
    """Whether what bears this name is there: its service is switched on (PORTAL_SERVICES), or it belongs to none."""
    app = re.split("[.:]", name, maxsplit=1)[0]
    return app in settings.PORTAL_SERVICES or app not in settings.SERVICE_APPS


@dataclass(frozen=True)
class Service:
    """One of the four services (decision proposed in UNEP/CBD/COP/9/23, section V)."""

    slug: str
    label: str | Promise
    url_name: str

    @property
    def path(self) -> str:
        """Return the address of the service's first page in the active language."""
        return reverse(self.url_name)

    @property
    def is_offered(self) -> bool:
        """Whether this installation has it."""
        return is_offered(self.url_name)


SERVICES = (
    Service("knowledge-base", _("Knowledge base"), "knowledge_base:resource_list"),
    Service("collaboration", _("Collaboration"), "collaboration:home"),
    Service("reporting", _("Planning and reporting"), "reporting:home"),
    Service("countries", _("Countries"), "country_profiles:home"),
)


def offered() -> list[Service]:
    """Return the services that are switched on, in their order."""
    return [service for service in SERVICES if service.is_offered]
