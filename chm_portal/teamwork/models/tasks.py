"""Tasks of a team, and who sees to what is due without anybody having written it down (R12, R40)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chm_portal.common.marks import mark_of
from chm_portal.directory.models import today
from chm_portal.directory.owners import Owner

DECIDED = ("published", "cancelled")  # states of a revision that nobody has to read any more
NOTE_LENGTH = 3000


class TaskQuerySet(models.QuerySet):
    """Sets of tasks."""

    def of(self, owner: Owner) -> "TaskQuerySet":
        """Keep those of one team."""
        return self.filter(**owner.columns)

    def open(self) -> "TaskQuerySet":
        """Keep what is still to be done: no reading of a draft that is decided already."""
        return self.exclude(state=Task.State.DONE).exclude(kind=Task.Kind.REVIEW, revision__state__in=DECIDED)

    def for_board(self) -> "TaskQuerySet":
        """Fetch what a row shows along, what is due first on top."""
        shown = self.select_related("assignee", "created_by", "record", "revision__record", "cycle")
        return shown.order_by(F("due").asc(nulls_last=True), "pk")


class Task(models.Model):
    """Something that somebody of a team is to do, or a draft that somebody is asked to read.

    Owned by a Party, an organisation or (with neither) the secretariat; seen by nobody but its team.
    """

    class Kind(models.TextChoices):
        TASK = "task", _("task")
        REVIEW = "review", _("reading of a draft")

    class State(models.TextChoices):
        TO_DO = "to_do", _("to do")
        IN_HAND = "in_hand", _("in hand")
        DONE = "done", pgettext_lazy("a task", "done")

    class Answer(models.TextChoices):
        RIGHT = "right", _("looks right")
        COMMENTS = "comments", _("has comments")

    country = models.ForeignKey(
        "vocabularies.Country", models.PROTECT, null=True, related_name="+", verbose_name=_("Party")
    )
    organisation = models.ForeignKey(
        "directory.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("organization")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TASK)
    title = models.CharField(_("what is to be done"), max_length=200, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    due = models.DateField(pgettext_lazy("a task", "due on"), null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who does it")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.TO_DO)
    record = models.ForeignKey("records.Record", models.SET_NULL, null=True, related_name="+", verbose_name=_("record"))
    cycle = models.ForeignKey(
        "vocabularies.Cycle", models.PROTECT, null=True, related_name="+", verbose_name=_("reporting cycle")
    )
    revision = models.ForeignKey(
        "records.Revision", models.CASCADE, null=True, related_name="reviews", verbose_name=_("draft to read")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True, default="")
    answer_text = models.TextField(_("comments"), blank=True, default="")
    answered_at = models.DateTimeField(_("answered"), null=True)
    creation_key = models.UUIDField(null=True, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written down by")
    )
    created_at = models.DateTimeField(_("written down"), default=timezone.now)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.CheckConstraint(condition=Q(country=None) | Q(organisation=None), name="teamwork_task_of_one_team"),
            models.CheckConstraint(
                condition=Q(kind="task", revision=None, answer="") & ~Q(title="")
                | Q(kind="review", revision__isnull=False, assignee__isnull=False, title=""),
                name="teamwork_task_fits_its_kind",
            ),
            models.UniqueConstraint(
                fields=["revision", "assignee"],
                condition=Q(kind="review") & ~Q(state="done"),
                name="teamwork_task_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["country", "state"], name="teamwork_task_of_party"),
            models.Index(fields=["assignee", "state"], name="teamwork_task_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def owner(self) -> Owner:
        """Return whose team it is of."""
        return Owner.of(self)

    @property
    def is_review(self) -> bool:
        """Whether somebody is asked to read a draft."""
        return self.kind == self.Kind.REVIEW

    @property
    def label(self) -> str | Promise:
        """What is to be done, in words."""
        if not self.is_review:
            return self.title
        title = self.revision.working_title[0] or gettext("a draft without a title yet")
        return gettext("Please look at: %(draft)s") % {"draft": title}

    @property
    def is_offered(self) -> bool:
        """Whether it can be done: the draft to read is of a service that is switched on (R52)."""
        return not self.is_review or self.revision.kind_of.is_offered

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state == self.State.DONE

    @property
    def is_overdue(self) -> bool:
        """Whether its day has gone by."""
        return not self.is_done and self.due is not None and self.due < today()

    @property
    def is_outdated(self) -> bool:
        """Whether the draft was changed after the answer."""
        return self.answered_at is not None and self.revision.saved_at > self.answered_at

    @property
    def mark(self) -> str:
        """A mark of all that can be edited, to notice that somebody else has."""
        return mark_of(self.title, self.note, self.due, self.assignee_id, self.record_id, self.cycle_id)


class TaskChange(models.Model):
    """One line of a task's history."""

    class Act(models.TextChoices):
        ADDED = "added", _("wrote it down")
        EDITED = "edited", _("changed it")
        GIVEN = "given", _("gave it to somebody")
        LEFT = "left", _("left it to others")
        TO_DO = "to_do", _("set it back to do")
        IN_HAND = "in_hand", _("has it in hand")
        DONE = "done", _("did it")

    task = models.ForeignKey(Task, models.CASCADE, related_name="changes", verbose_name=_("task"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("to whom")
    )

    class Meta:
        verbose_name = _("change of a task")
        verbose_name_plural = _("changes of tasks")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.act}"

    @property
    def in_words(self) -> str:
        """Return who did what."""
        sentences = {
            "added": gettext("%(name)s wrote it down"),
            "edited": gettext("%(name)s changed it"),
            "given": gettext("%(name)s gave it to %(person)s"),
            "taken": gettext("%(name)s took it"),
            "left": gettext("%(name)s left it to others"),
            "to_do": gettext("%(name)s set it back: to do"),
            "in_hand": gettext("%(name)s set it: in hand"),
            "done": gettext("%(name)s set it: done"),
        }
        act = "taken" if self.act == self.Act.GIVEN and self.person_id == self.by_id else self.act
        return sentences[act] % {"name": self.by, "person": self.person}


class DueAssignment(models.Model):
    """Who of a Party's team sees to something that is due anyhow; what that is, the portal works out each time."""

    country = models.ForeignKey("vocabularies.Country", models.PROTECT, related_name="+", verbose_name=_("Party"))
    key = models.CharField(_("what is due"), max_length=60, help_text="report-nr7, profile-confirmed, draft-12")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who does it")
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        verbose_name = _("assignment of what is due")
        verbose_name_plural = _("assignments of what is due")
        constraints = [models.UniqueConstraint(fields=["country", "key"], name="teamwork_dueassignment_one")]

    def __str__(self) -> str:
        return f"{self.country_id} {self.key}"
