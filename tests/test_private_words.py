"""A unique word in everything that is not public is found in no public exit (R34; control C2)."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from chm_portal.directory.models import today
from chm_portal.imports.models import Import
from chm_portal.interop import dump
from chm_portal.notifications import following
from chm_portal.records import publication, review, sharing, submission
from chm_portal.records.models import Record
from chm_portal.teamwork import reviews
from collaboration import moderation, opening, posting
from collaboration.models import Board, Thread
from knowledge_base.models import Suggestion
from tests import talk, teams, world
from tests.imports import tables
from tests.search.attached import published_with, read_all, with_files
from tests.test_public_pages import pages_of

pytestmark = pytest.mark.django_db
WORDS = {
    "draft": "quokkadraft",
    "draft source": "quokkaoriginal",
    "submitted": "quokkasubmitted",
    "endorsed": "quokkaendorsed",
    "returned": "quokkareturned",
    "cancelled": "quokkacancelled",
    "change": "quokkachange",
    "withdrawn": "quokkawithdrawn",
    "draft report": "quokkanrdraft",
    "submitted report": "quokkanrsubmitted",
    "returned strategy": "quokkastrback",
    "draft initiative": "quokkainidraft",
    "submitted initiative": "quokkainisubmitted",
    "initiative of a partner that waits": "quokkainipartner",
    "withdrawn initiative": "quokkainigone",
    "change of an initiative": "quokkainichange",
    "change of a profile": "quokkaprofile",
    "withdrawn report": "quokkanrgone",
    "report kept for another Party": "quokkakept",
    "waiting post": "quokkawaitingpost",
    "refused post": "quokkarefusedpost",
    "hidden post": "quokkahiddenpost",
    "earlier text of a hidden post": "quokkahiddenearlier",
    "post that was written anew": "quokkaanew",
    "hidden question": "quokkahiddenquestion",
    "question before it was hidden": "quokkaearlierquestion",
    "waiting edit": "quokkawaitingedit",
    "refused edit": "quokkarefusededit",
    "proposed discussion": "quokkaproposed",
    "declined discussion": "quokkadeclined",
    "file of a draft": "quokkafiledraft",
    "file of a change": "quokkafilechange",
    "file of a withdrawn record": "quokkafilegone",
    "file that was replaced": "quokkafilereplaced",
    "report": "quokkareport",
    "reason for the author": "quokkareason",
    "task": "quokkatask",
    "answer of a reading": "quokkaanswer",
    "row of an import": "quokkaimportrow",
    "wrong row of an import": "quokkawrongrow",
    "draft that was imported": "quokkabroughtin",
    "followed search": "quokkafollowed",
    "suggestion": "quokkasuggested",
    "for whom a draft is shown": "quokkashown",
}


@pytest.fixture
def public_record(person, index, drain_outbox, settings, tmp_path):
    """One public record, and beside it something private in every state."""
    focal_point, contributor, curator = person("focal_point_a"), person("contributor_a"), person("curator")
    titles = {
        state: {"title_en": f"{word} title", "summary_en": f"{word} {world.SUMMARY}", "authors": word}
        for state, word in WORDS.items()
    }
    draft = world.draft(contributor, **titles["draft"])
    sharing.share(draft, contributor, f"{WORDS['for whom a draft is shown']} title", today())
    teams.task(focal_point, title=f"{WORDS['task']} title", note=WORDS["task"], assignee=contributor)
    name = f"{WORDS['followed search']} title"
    kept = contributor.saved_searches.create(name=name, address_name="search:search", query="q=peat")
    following.follow(contributor, kept.topic)
    (asked,) = reviews.ask(draft, contributor, [focal_point], f"{WORDS['answer of a reading']} title")
    reviews.answer(asked.pk, focal_point, "comments", f"{WORDS['answer of a reading']} title")
    world.draft(contributor, kind="information-source", **titles["draft source"])
    world.submitted(contributor, **titles["submitted"])
    world.submitted(focal_point, **titles["endorsed"])
    world.returned(focal_point, curator, **titles["returned"])
    submission.cancel(world.draft(focal_point, **titles["cancelled"]), focal_point)
    make_imports(contributor)
    suggested = f"{WORDS['suggestion']} title"
    Suggestion.objects.create(
        title=suggested, place=suggested, reason=suggested, name=suggested, language="en", written_in="en"
    )
    record = world.published(focal_point, curator)
    submission.save(submission.open_revision(record, focal_point), focal_point, titles["change"])
    gone = world.published(focal_point, curator, **titles["withdrawn"])
    drain_outbox("index")
    publication.withdraw(gone, focal_point, "Out of date.")
    drain_outbox("index")
    make_national_records(person, titles)
    settings.MEDIA_ROOT = tmp_path / "files"
    make_files(person)
    drain_outbox("index")
    make_discussions(person, record)
    drain_outbox("notify")
    return record


def make_imports(contributor) -> None:
    """Make an import that waits for its confirmation, with a right and a wrong row, and one that is brought in."""
    told = {name: f"{WORDS[name]} title" for name in WORDS if "import" in name}
    waiting = [tables.row(1, title_en=told["row of an import"]), tables.row(2, type=told["wrong row of an import"])]
    tables.checked(contributor, world.owner("a"), waiting)
    tables.brought_in(contributor, world.owner("a"), [tables.row(3, title_en=told["draft that was imported"])])


def make_national_records(person, titles: dict[str, dict]) -> None:
    """Make what a Party, or the secretariat for it, has not published, has taken away, or changes."""
    focal_point, contributor, curator = person("focal_point_a"), person("contributor_a"), person("curator")
    report = {"kind": "national-report"}
    world.draft(contributor, cycle="nr1", **report, **titles["draft report"])
    world.submitted(contributor, cycle="nr2", **report, **titles["submitted report"])
    returned = world.submitted(contributor, kind="strategy", **titles["returned strategy"])
    review.send_back(returned, focal_point, ["incomplete"], "Add the period.")
    make_initiatives(person, titles)
    gone = world.registered(focal_point, cycle="nr3", **titles["withdrawn report"])
    publication.withdraw(gone, focal_point, "Replaced.")
    profile = world.registered(focal_point, kind="country-profile")
    word = WORDS["change of a profile"]
    submission.save(submission.open_revision(profile, focal_point), focal_point, {"biodiversity_en": f"{word} title"})
    world.draft(curator, of="secretariat", cycle="nr1", **report, **titles["report kept for another Party"])


def make_initiatives(person, titles: dict[str, dict]) -> None:
    """Make initiatives that nobody has published, one taken away and one that is being changed."""
    focal_point, contributor = person("focal_point_a"), person("contributor_a")
    initiative = {"kind": "initiative", "countries": ["be", "cm"]}
    for state in ("draft initiative", "submitted initiative", "withdrawn initiative"):
        titles[state] |= {"description_en": f"{WORDS[state]} title", "funders": [{"name": WORDS[state]}]}
    world.draft(contributor, **initiative, **titles["draft initiative"])
    world.submitted(contributor, **initiative, **titles["submitted initiative"])
    waiting = titles["initiative of a partner that waits"]
    world.submitted(person("partner_contact"), of="partner", **initiative, **waiting)
    publication.withdraw(
        world.registered(focal_point, **initiative, **titles["withdrawn initiative"]), focal_point, "Never begun."
    )
    live = world.registered(focal_point, **initiative)
    submission.save(submission.open_revision(live, focal_point), focal_point, titles["change of an initiative"])


def make_files(person) -> None:
    """Attach files to a draft, to a change of a public record, to a record that is withdrawn; replace a public one."""
    focal_point, contributor, curator = person("focal_point_a"), person("contributor_a"), person("curator")
    says = {name: {"a.txt": f"{WORDS[name]} title".encode()} for name in WORDS if name.startswith("file ")}
    with_files(world.draft(contributor), contributor, says["file of a draft"])
    gone = published_with(focal_point, curator, says["file of a withdrawn record"])
    kept = published_with(focal_point, curator, says["file that was replaced"], title_en="Guide with a file")
    read_all()
    publication.withdraw(gone, focal_point, "Replaced.")
    revision = with_files(submission.open_revision(kept, focal_point), focal_point, {"b.txt": b"A public word."})
    revision = submission.submit(revision, focal_point)
    kept = publication.publish(revision, curator, check=world.check_of(revision))
    with_files(submission.open_revision(kept, focal_point), focal_point, says["file of a change"])
    read_all()


def make_discussions(person, record: Record) -> Thread:
    """Make a public discussion about the record, and in it and beside it what only authors and moderators may read."""
    author, curator = person("contributor_a"), person("curator")
    thread = talk.thread(curator, curator, moderation_mode="after", topics=[record.topic])
    posting.report(talk.post(thread, author), person("focal_point_a"), f"{WORDS['report']} title")
    gone = talk.post(thread, author, f"{WORDS['earlier text of a hidden post']} title")
    posting.edit(gone, author, f"{WORDS['hidden post']} title")
    moderation.hide(gone, curator, "It sells something.")
    edited = [talk.post(thread, author) for _ in range(2)]
    Thread.objects.filter(pk=thread.pk).update(moderation="before")
    posting.edit(edited[0], author, f"{WORDS['waiting edit']} title")
    refused = posting.edit(edited[1], author, f"{WORDS['refused edit']} title")
    moderation.refuse_edit(refused, curator, f"{WORDS['reason for the author']} title")
    talk.post(thread, author, f"{WORDS['waiting post']} title")
    talk.refused(thread, author, curator, f"{WORDS['refused post']} title", f"{WORDS['reason for the author']} title")
    again = talk.refused(thread, author, curator, f"{WORDS['post that was written anew']} title", "Not so.")
    moderation.approve(posting.rewrite(again, author, "Like this."), curator)
    asked = talk.thread(curator, curator, question=f"{WORDS['question before it was hidden']} title")
    posting.edit(asked.question, curator, f"{WORDS['hidden question']} title")
    moderation.hide(asked.question, curator, "It sells something.")
    for state in ("proposed discussion", "declined discussion"):
        text = f"{WORDS[state]} title"
        made = talk.proposed(author, title=text, question=text, topics=[record.topic])
    opening.decline(made, curator, f"{WORDS['reason for the author']} title")
    return thread


def exits_of_talk() -> list[str]:
    """Return every address of the discussions that a visitor may try, whatever it answers."""
    posts = [f"{thread.get_absolute_url()}posts/" for thread in Thread.objects.all()]
    steps = [f"{address}{number}/{step}" for address in posts for number in range(5) for step in ("", "history/")]
    threads = [thread.get_absolute_url() for thread in Thread.objects.all()]
    parts = ("", "?page=2", "?reply=2&quote=1", "print/", "summaries/", "edit/", "summary/")
    return [f"{address}{part}" for address in threads for part in parts] + steps


def exits_for_programs(record: Record) -> list[str]:
    """Return every feed, list and citation that a program may take, and every search as a file."""
    threads = [str(thread.pk) for thread in Thread.objects.all()]
    of = {"themes": ["invasive-alien-species"], "articles": ["6"], "countries": ["be", "cm"], "partners": ["iucn"]}
    of |= {"country-initiatives": ["be", "cm"], "cycles": ["nr1", "nr2", "nr3", "nr4"], "topics": threads}
    of |= {"boards": [board.slug for board in Board.objects.all()]}
    found = [reverse("interop:feed_of", args=[name, code]) for name, codes in of.items() for code in codes]
    found += [address.replace("feeds/", "lists/").replace(".atom", ".csv") for address in found]
    once = ("records", "reports", "country-profiles", "discussions")
    found += [f"/en/feeds/{name}.atom" for name in once] + [f"/en/lists/{name}.csv" for name in once]
    found += [f"/en/search/?format={name}" for name in ("json", "atom", "csv")]
    found += [
        f"/records/{one.identifier}.{end}" for one in Record.objects.exclude(identifier=None) for end in ("bib", "ris")
    ]
    return found


def exits(record: Record) -> list[str]:
    """Return every public address that could give something away, searches for the words included."""
    search = reverse("search:search")
    asked = [f"{search}?q={question}" for word in WORDS.values() for question in (word, f"%22{word}%22", word[:6])]
    machines = ["/sitemap.xml", "/sitemap-records.xml", "/sitemap-discussions.xml", "/healthz", "/robots.txt"]
    machines += [reverse("reporting:report_matrix_csv"), *exits_for_programs(record)]
    files = ("records_csv", "records_json", "initiatives_csv", "initiatives_json", "initiatives", "initiatives_print")
    machines += [reverse(f"country_profiles:country_{name}", args=[code]) for name in files for code in ("be", "cm")]
    machines += [reverse("country_profiles:country_detail", args=["cm"])]
    withdrawn = [found.get_absolute_url() for found in Record.objects.filter(state="withdrawn")]
    as_at = f"?as-at={timezone.localdate().isoformat()}"
    machines += [reverse(f"reporting:{name}") + as_at for name in ("report_matrix", "report_matrix_csv")]
    machines += [reverse("reporting:cycle_detail", args=[cycle]) + as_at for cycle in ("nr1", "nr2", "nr3")]
    machines += [reverse("country_profiles:country_detail", args=[code]) + as_at for code in ("be", "cm")]
    machines += [f"{record.get_absolute_url()}{page}/{as_at}" for page in ("history", "revisions/1")]
    machines += [f"{found.get_absolute_url()}history/{as_at}" for found in Record.objects.filter(state="withdrawn")]
    history = [f"{address}history/" for address in withdrawn] + [f"{address}revisions/1/" for address in withdrawn]
    return [
        address
        for address in pages_of(record) + machines + asked + withdrawn + history + exits_of_talk()
        if not address.endswith(("revisions/2/changes/", "partners/iucn/"))
    ]


def test_private_words_are_found_in_no_public_exit(client, public_record):
    for address in exits(public_record):
        page = client.get(address).getvalue().decode()
        asked = next((word for word in WORDS.values() if word in address), "")
        for word in WORDS.values():
            if word != asked:
                assert word not in page, (word, address)
            else:  # the page repeats the question, and nothing but the question
                assert f"{word} title" not in page, (word, address)


def test_the_dump_of_everything_public_has_none_of_them_nor_the_address_of_anybody(public_record):
    lines = [json.dumps(line, ensure_ascii=False) for line in dump.lines()]
    assert any(public_record.identifier in line for line in lines)
    for line in lines:
        assert not [word for word in WORDS.values() if word in line]
        assert "@example.org" not in line


@pytest.mark.parametrize("who", ["member", "focal_point_b", "partner_contact", "moderator"])
def test_other_people_who_are_signed_in_find_no_more(client_of, public_record, who):
    client = client_of(who)
    own = [reverse("records:workspace_home"), reverse("records:record_list"), reverse("records:review_queue")]
    theirs = {WORDS["initiative of a partner that waits"]} if who == "partner_contact" else set()
    own += [reverse("imports:import_list")]
    own += [reverse("imports:import_detail", args=[of.pk]) for of in Import.objects.all()]
    own += [reverse("notifications:notice_list"), reverse("notifications:followed_list")]
    own += [reverse("country_profiles:task_board", args=[code]) for code in ("be", "cm")]
    own += [reverse("country_profiles:task_calendar", args=[code]) for code in ("be", "cm")]
    for address in own + pages_of(public_record)[:13] + exits_of_talk():
        page = client.get(address).content.decode()
        assert not [word for word in WORDS.values() if word in page and word not in theirs], address
