"""Where else a published record is, whether that still answers, and what it has to do with others."""

from collections.abc import Iterable
from hashlib import md5

from django.db import models
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from chm_portal.common.checked_address import CheckedAddress, CheckedAddressQuerySet
from chm_portal.records.models.keys import AddressKey


class Link(models.Model):
    """An address of the published record's content elsewhere; a link-only record is as good as one with files (R7)."""

    record = models.ForeignKey("records.Record", models.CASCADE, related_name="links", verbose_name=_("record"))
    address = models.URLField(_("address"), max_length=1000)
    title = models.CharField(_("title"), max_length=300, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    is_home_page = models.BooleanField(_("leads to the publisher's home page"), default=False)
    by_secretariat = models.BooleanField(_("kept by the secretariat"), default=False)  # from a record merged into it
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["position", "pk"]
        indexes = [models.Index(AddressKey(models.F("address")), name="records_link_same_address")]

    def __str__(self) -> str:
        return self.address


class LinkCheckQuerySet(CheckedAddressQuerySet):
    def of(self, addresses: Iterable[str]) -> dict[str, "LinkCheck"]:
        """Return {address: what is known of it} of those that were ever to be looked at; one query."""
        keys = [md5(address.encode(), usedforsecurity=False).hexdigest() for address in addresses]
        return (
            {found.address: found for found in self.annotate(key=MD5("address")).filter(key__in=keys)} if keys else {}
        )


class LinkCheck(CheckedAddress):
    """An address that published records lead to, once however many do, and whether it answers (R90).

    It knows its address and no record: links are written anew with each publication, what was found of them stays.
    """

    address = models.URLField(_("address"), max_length=1000)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        # By its sum: the longest addresses of other scripts are too long for an index.
        constraints = [models.UniqueConstraint(MD5("address"), name="records_linkcheck_once")]


class Relation(models.Model):
    """What a published record says of another: it replaces it, translates it, is part of it."""

    class Verb(models.TextChoices):
        PART_OF = "part-of", _("is part of")
        REPLACES = "replaces", _("replaces")
        TRANSLATES = "translates", _("is a translation of")
        SUPPORTS = "supports", _("helps to use")
        RELATED = "related", _("is related to")
        ANSWERS = "answers", _("answers the call")
        USES = "uses", _("made use of")
        GATHERS = "gathers", _("gathers")  # what a collection or an event is made of, in its order

    INVERSE = {
        Verb.PART_OF: _("has as part"),
        Verb.REPLACES: _("is replaced by"),
        Verb.TRANSLATES: _("is translated as"),
        Verb.SUPPORTS: _("is supported by"),
        Verb.RELATED: _("is related to"),
        Verb.ANSWERS: _("is answered by"),
        Verb.USES: _("was used by"),
        Verb.GATHERS: _("is found in"),
    }

    source = models.ForeignKey("records.Record", models.CASCADE, related_name="relations", verbose_name=_("record"))
    verb = models.CharField(_("relation"), max_length=20, choices=Verb.choices)
    target = models.ForeignKey(
        "records.Record", models.CASCADE, related_name="named_by", verbose_name=_("other record")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    note = models.CharField(_("note"), max_length=600, blank=True, default="")  # why it is gathered
    note_language = models.CharField(_("language of the note"), max_length=10, blank=True, default="")
    by_secretariat = models.BooleanField(_("kept by the secretariat"), default=False)  # from a record merged into it

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "verb", "target"], name="records_relation_once"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="records_relation_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.verb} {self.target_id}"

    @property
    def inverse(self) -> str:
        """The relation as the other record's page says it."""
        return self.INVERSE[self.Verb(self.verb)]
