"""What is no dump, or a broken or hostile one, gives one sentence and leaves nothing behind."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from community.events.models import Event
from community.forum.models import Answer, Comment, Question
from community.importers.models import ImportedRow
from community.importers.rendering import Renderer
from community.importers.stackexchange.reading import Unreadable
from community.importers.stackexchange.words import markdown_of, plain_of
from community.members.models import Member
from tests.community.importers.dumps import DAY, answer, change, copied, obj, question, run, user, vote, write
from tests.community.text.samples import sample

pytestmark = pytest.mark.once
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
BOMB = (
    HEAD
    + '<!DOCTYPE posts [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    + '<posts><row Id="1" PostTypeId="1" CreationDate="2020-01-01T00:00:00" Title="&c;" Body="" /></posts>'
)
OUTSIDE = (
    HEAD + '<!DOCTYPE posts [<!ENTITY x SYSTEM "file:///etc/passwd">]><posts><row Id="1" PostTypeId="1" Title="&x;" /></posts>'
)


def nothing_is_here() -> bool:
    return not any(model.objects.exists() for model in (Member, Question, Answer, Comment, Event, ImportedRow))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("Posts", BOMB, "document type or entities"),
        ("Posts", OUTSIDE, "document type or entities"),
        ("Posts", HEAD + '<posts><row Id="1" PostTypeId="1"', "not well-formed"),
        ("Posts", HEAD + "<posts><row Id='1' Id='2' /></posts>", "not well-formed"),
        ("Posts", HEAD + "<posts>\x00</posts>", "not well-formed"),
        ("Posts", "", "not well-formed"),
        ("Posts", HEAD + "<html><body/></html>", "not a file of a Stack Exchange dump"),
        ("Posts", HEAD + "<votes></votes>", "not a file of a Stack Exchange dump"),
        ("Posts", HEAD + "<posts><thing /></posts>", "not a file of a Stack Exchange dump"),
        ("Posts", HEAD + '<posts><row PostTypeId="1" CreationDate="2020-01-01T00:00:00" /></posts>', "row 1: Id"),
        ("Posts", HEAD + '<posts><row Id="1" PostTypeId="1" CreationDate="yesterday" /></posts>', "row 1: CreationDate"),
        ("Posts", HEAD + '<posts><row Id="9e9" PostTypeId="1" CreationDate="2020-01-01T00:00:00" /></posts>', "row 1: Id"),
        ("Votes", HEAD + '<votes><row Id="1" PostId="1" VoteTypeId="2" /></votes>', "CreationDate"),
        ("Badges", HEAD + '<badges><row Id="1" UserId="1" Date="2020-01-01T00:00:00" /></badges>', "Name"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_imported(tmp_path: Path, file: str, text: str, words: str) -> None:
    write(tmp_path, Users=[user(1)], Posts=[question(1)])
    (tmp_path / f"{file}.xml").write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=words) as refusal:
        run(tmp_path)
    assert f"{file}.xml" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert nothing_is_here()


@pytest.mark.django_db
def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    for folder in (tmp_path, tmp_path / "missing", tmp_path / "notes.txt"):
        with pytest.raises(Unreadable):
            run(folder)
    assert nothing_is_here()


@pytest.mark.django_db
@pytest.mark.shared_data
def test_a_real_dump_cut_in_the_middle_imports_nothing(tmp_path: Path) -> None:
    folder = copied("conlang.meta", tmp_path)
    change(folder, "Badges", lambda text: text[: len(text) // 2])
    with pytest.raises(Unreadable, match=r"Badges\.xml"):
        run(folder)
    assert nothing_is_here()


def test_a_row_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    write(tmp_path, Users=[user(1)])
    with (tmp_path / "Posts.xml").open("w") as file:
        file.write(HEAD + '<posts><row Id="1" Body="')
        for _turn in range(12):
            file.write("x" * (1 << 20))
    with pytest.raises(Unreadable, match="longer than 8 MB"):
        run(tmp_path)


@pytest.mark.django_db
def test_some_files_may_be_missing(tmp_path: Path) -> None:
    run(write(tmp_path / "people", Users=[user(1, "Only")]))
    assert Member.objects.get().name == "Only"
    run(write(tmp_path / "posts", Posts=[question(1), answer(2, 1)]))
    assert Answer.objects.get().question == Question.objects.get()


@pytest.mark.django_db
def test_names_that_break_software_become_members(tmp_path: Path) -> None:
    fit = [text for text in sample("text/blns.json") if all(ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000 for c in text)]
    fit = [text for text in fit if "\ufffe" not in text and "\uffff" not in text]
    users = [user(number, text or "x", AboutMe=text) for number, text in enumerate(fit, start=1)]
    posts = [question(1000 + number, number, Title=text, Body=text, Tags=f"<{text}>") for number, text in enumerate(fit, start=1)]
    nobody = [answer(5000 + number, 1001, "", OwnerDisplayName=text) for number, text in enumerate(fit)]  # type: ignore[arg-type]
    for row in nobody:
        del row["OwnerUserId"]
    run(write(tmp_path, Users=users, Posts=posts + nobody))
    assert len(fit) > 400
    assert Question.objects.count() == len(fit)
    assert Answer.objects.count() == len(fit)
    assert len({member.handle for member in Member.objects.all()}) == Member.objects.count()
    assert not Question.objects.filter(html__contains="<script").exists()


@pytest.mark.django_db
def test_a_name_without_a_number_is_one_person_for_each_spelling(tmp_path: Path) -> None:
    rows = [{**answer(number, 1), "OwnerDisplayName": name} for number, name in ((2, "gone"), (3, "gone"), (4, "other"), (5, ""))]
    for row in rows:
        del row["OwnerUserId"]
    run(write(tmp_path, Users=[user(1, "gone")], Posts=[question(1), *rows]))
    authors = [obj("post", number).author for number in (2, 3, 4, 5)]
    assert authors[0] == authors[1]
    assert len({member.pk for member in [*authors, obj("user", 1)]}) == 4
    assert authors[0].joined_at == obj("post", 2).published_at


def test_html_without_a_history_becomes_markdown() -> None:
    assert markdown_of("<p>See <a href='http://a.b'>this</a></p><pre><code>x = 1\n</code></pre>").startswith(
        "See [this](http://a.b)"
    )
    assert markdown_of("<div>" * 50_000 + "deep") == "deep"
    assert plain_of("<p>One &amp; two</p><p>three</p>", 100) == "One & two three"


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    """Four times the dump, hardly more memory: what is held is a batch."""
    first = {"PostHistoryTypeId": 2, "RevisionGUID": "a", "CreationDate": DAY.format(3), "UserId": 1}

    def peak(times: int, source: str) -> int:
        numbers = range(1, 100 * times)
        history = [{**first, "Id": n, "PostId": n, "Text": f"{n}\n```\n{'word ' * 4_000}\n```"} for n in numbers]
        posts = [question(n, Body="") for n in numbers]
        votes = [vote(n, n % 100 + 1, 2) for n in range(1, 1_200 * times)]
        folder = write(tmp_path / source, Users=[user(1)], Posts=posts, PostHistory=history, Votes=votes)
        del posts, history, votes
        tracemalloc.start()
        run(folder, source)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    small, large = max(peak(1, "first"), peak(1, "small")), peak(4, "large")
    assert large < small * 1.5 + 1_000_000, (small, large)


@pytest.mark.parametrize("last_words", [b"", b"\0", (100).to_bytes(4, "big") + b"[["])
def test_what_a_helper_that_died_left_undone_is_rendered_here(last_words):
    script = "import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))"
    with Renderer() as renderer:
        renderer.helper.close()
        pipe = subprocess.PIPE
        renderer.helper.process = subprocess.Popen([sys.executable, "-c", script, last_words.hex()], stdin=pipe, stdout=pipe)
        done = list(renderer.ahead([("one", ["*first*"]), ("two", ["second"])]))
    assert [(batch, rendered[0][0].strip()) for batch, rendered in done] == [
        ("one", "<p><em>first</em></p>"),
        ("two", "<p>second</p>"),
    ]
