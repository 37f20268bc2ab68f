"""Enters the boards and discussions of the demonstration, by the same functions as everybody's.

What is written here would all be of this minute. It is dated back afterwards, post by post, so that a reader finds
discussions that have gone on for days, one that is over and one that closes soon.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from chm_portal.demonstration import content
from chm_portal.demonstration.people import People
from chm_portal.records.models import Record
from collaboration import conduct, moderation, opening, posting
from collaboration.models import Board, Post, PostVersion, Summary, Thread
from collaboration.topic_pages import tell_pages

PLAIN = ("slug", "topics", "starters", "writers", "moderation")


class Discussing:
    """One run over the rows: who acts, the identifiers of records by their keys, and the moment of loading."""

    def __init__(self, people: People, identifiers: dict[str, str]):
        self.people, self.identifiers = people, identifiers
        self.now = timezone.now()

    def enter_boards(self) -> None:
        """Make the boards with their moderators."""
        for place, row in enumerate(content.read("discussions")["boards"], start=1):
            texts = content.columns("title", row["title"]) | content.columns("description", row["description"])
            board = Board(place=place, **{name: row[name] for name in PLAIN}, **texts)
            board.full_clean()
            board.save()
            board.moderators.set([self.people[key] for key in row["moderators"]])

    def enter(self, row: dict[str, Any]) -> Thread:
        """Start a discussion and bring it to its state, with its posts and its summary."""
        thread = self._start(row)
        if row.get("state") == "proposed":
            return thread
        posts: list[Post] = []
        for post in row["posts"]:
            posts.append(self._post(thread, post, posts))
        thread.refresh_from_db()
        if row["closes"] < 0:
            thread = conduct.close(thread, self.people[row["moderator"]])
        if "summary" in row:
            self._sum_up(thread, row["summary"])
        self._date_back(thread, row)
        return thread

    def _moment(self, days: float) -> datetime:
        """Return the moment so many days before the load; windows open and close at full hours."""
        moment = self.now - timedelta(days=days)
        return moment.replace(minute=0, second=0, microsecond=0) if days == int(days) else moment

    def _start(self, row: dict[str, Any]) -> Thread:
        records = Record.objects.filter(identifier__in=[self.identifiers[key] for key in row.get("records", [])])
        thread = opening.start(
            Board.objects.get(slug=row["board"]),
            self.people[row["by"]],
            uuid5(NAMESPACE_URL, f"demonstration/{row['key']}"),
            title=row["title"],
            question=row["question"],
            language=row["language"],
            window=opening.Window(self.now, self._moment(-max(row["closes"], 1)), row["zone"]),
            topics=[*row["about"], *(record.topic for record in records)],
        )
        if row.get("state") == "proposed":
            return thread
        moderator = self.people[row["moderator"]]
        if thread.state == Thread.State.PROPOSED:
            thread = opening.accept(thread, moderator)
        window = {"opens_at": self._moment(-row["opens"])}
        if row["closes"] > 0:
            window["closes_at"] = self._moment(-row["closes"])
        mode = row.get("moderation", thread.moderation)
        return conduct.change(thread, moderator, moderation=mode, is_pinned=row.get("pinned", False), **window)

    def _post(self, thread: Thread, row: dict[str, Any], before: list[Post]) -> Post:
        by = self.people[row["by"]]
        post = posting.write(
            thread,
            by,
            uuid5(NAMESPACE_URL, f"demonstration/{thread.key}/{len(before)}"),
            row["text"],
            in_reply_to=before[row["reply_to"] - 1] if "reply_to" in row else None,
            on_behalf_of=row.get("on_behalf_of", ""),
        )
        if post.state == Post.State.WAITING and row.get("state") != "waiting":
            post = moderation.approve(post, thread.moderator)
        if "report" in row:
            posting.report(post, self.people[row["report"]["by"]], row["report"]["reason"])
        written = self._moment(row["days"])
        Post.objects.filter(pk=post.pk).update(created_at=written)
        Post.objects.filter(pk=post.pk, number__isnull=False).update(visible_at=written)
        if "edit" in row:
            posting.edit(post, by, row["edit"]["text"])
            Post.objects.filter(pk=post.pk).update(edited_at=self._moment(row["edit"]["days"]))
            PostVersion.objects.filter(post=post).update(written_at=written)
        return post

    def _sum_up(self, thread: Thread, row: dict[str, Any]) -> None:
        summary = conduct.summarize(thread, self.people[row["by"]], row["text"])
        Summary.objects.filter(pk=summary.pk).update(written_at=self._moment(row["days"]))

    def _date_back(self, thread: Thread, row: dict[str, Any]) -> None:
        """Let the discussion have begun when it opened, closed when it did, and last been active at its last post."""
        shown = [post["days"] for post in row["posts"] if post.get("state") != "waiting"]
        began = self._moment(max(0, -row["opens"]))
        active = self._moment(min(shown)) if shown else began
        closed = {"closes_at": self._moment(-row["closes"])} if row["closes"] < 0 else {}
        Thread.objects.filter(pk=thread.pk).update(started_at=began, active_at=active, **closed)
        Post.objects.filter(pk=thread.question.pk).update(created_at=began, visible_at=began)
        thread.changes.all().delete()  # what dates a discussion back is no change that anybody made
        tell_pages(Thread.objects.select_related("board").get(pk=thread.pk))
