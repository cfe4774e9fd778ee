"""A community made up in bulk, for measuring only: `python -m cms.config.bench.data QUESTIONS` fills an empty database.

Rows and counters are such as the actions would leave them. One question in ten has twenty answers, the others four or
five: six answers to a question. The same number gives the same community.
"""

import json
import os
import random
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

MEMBERS = 2_000
WRITER, EDITOR = "writes-here", "publishes-here"
GUIDE = (
    ("text", "<h2>The wire</h2>" + "<p>Look at the wire after an hour of rain, and dry it well.</p>" * 12),
    ("steps", {"heading": "In order", "steps": [{"name": f"Step {n}", "words": "<p>Turn it.</p>"} for n in range(5)]}),
    ("code", {"lines": "mode = eco"}),
)
LONG = 10  # every tenth question has twenty answers
WORDS = ["lamp", "bike", "goes", "dim", "after", "hour", "rain", "nothing", "helped", "wire"]


def say(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."


def answers_to(number: int) -> int:
    return 20 if number % LONG == 0 else 4 + number % 2


def store(model: Any, rows: Iterable[Any]) -> None:
    from community.events.bulk import insert_many

    insert_many(model, map(vars, rows))


def fill(count: int) -> None:
    from django.db import connection
    from django.utils.timezone import now

    from cms.config.bench.plain import Post
    from community.members import actions as members
    from community.members.models import Member

    dice = random.Random(count)  # noqa: S311 - made-up data
    start = now() - timedelta(days=700)
    with connection.schema_editor() as editor:
        editor.create_model(Post)
    store(Post, (Post(author=f"Member {n}", html=f"<p>{say(dice, 90)}</p>", at=start, helped=n) for n in range(20)))
    ghosts = [members.Ghost(name=f"Member {n}", joined_at=start) for n in range(MEMBERS)]
    people = members.create_ghosts(ghosts)
    badge = {"slug": "helper", "name": "Helping hand", "shape": "hexagon", "metal": "silver", "glyph": "hand-heart"}
    for n, member in enumerate(people):
        member.people_helped = n % 50
        member.flair = {"level": 1 + n % 5, "level_name": "Explorer", "share": n % 100, "badges": [badge] * (n % 3)}
    Member.objects.bulk_update(people, ["people_helped", "flair"], batch_size=500)
    _fill_forum(count, dice, [member.pk for member in people], start)
    tidy()


def _fill_forum(count: int, dice: random.Random, people: list[int], start: Any) -> None:
    from django.db.models import F, Min, OuterRef, Subquery

    from community.forum.models import Answer, Category, Comment, Mark, Product, Question, Tag

    place = Category.objects.create(name="Everything", slug="everything")
    products = [Product.objects.create(name=f"Lamp {n}", slug=f"lamp-{n}", category=place) for n in range(5)]
    tags = [Tag.objects.create(name=f"tag {n}", slug=f"tag-{n}") for n in range(50)]
    step = timedelta(days=690) / count

    def written(n: int, words: int) -> dict[str, Any]:
        said = say(dice, words)
        moment = start + step * n
        at = {"written_at": moment, "published_at": moment, "last_activity_at": moment}
        return {"author_id": dice.choice(people), "body": said, "html": f"<p>{said}</p>", "language": "en"} | at

    def question(n: int) -> Question:
        number = answers_to(n) if n % 7 else 0
        title = f"Question {n}: {say(dice, 8)}"
        return Question(title=title, slug=f"question-{n}", excerpt=title, category=place, answers_count=number, **written(n, 60))

    store(Question, (question(n) for n in range(count)))
    ids = list(Question.objects.order_by("pk").values_list("pk", "answers_count"))
    every = (
        Answer(question_id=pk, helped_count=k % 4, comments_count=1, rank=dice.random(), **written(n, 90))
        for n, (pk, number) in enumerate(ids)
        for k in range(number)
    )
    store(Answer, every)
    answers = list(Answer.objects.order_by("pk").values_list("pk", "question_id", "author_id", "published_at"))
    replies = (
        Comment(question_id=question_id, answer_id=pk, **written(n % count, 12))
        for n, (pk, question_id, _author, _at) in enumerate(answers)
    )
    store(Comment, replies)
    following = dict(zip(people, people[1:] + people[:1], strict=True))
    thanks = (
        Mark(answer_id=pk, member_id=following[author], note="It rides again, thank you.", noted_at=at, is_public=True)
        for pk, _question, author, at in answers[::5]
    )
    store(Mark, thanks)
    tidy()  # the next statement needs the planner to know how much there is
    firsts = Answer.objects.filter(question=OuterRef("pk")).order_by().values("question").annotate(first=Min("pk"))
    Question.objects.annotate(odd=F("pk") % 2).filter(odd=1, answers_count__gt=0).update(
        accepted=Subquery(firsts.values("first")), accepted_at=F("published_at") + timedelta(days=1), accepted_by=F("author")
    )
    made_by, about = Question.products.through, Question.tags.through
    store(made_by, (made_by(question_id=pk, product_id=products[n % 5].pk) for n, (pk, _k) in enumerate(ids)))
    store(about, (about(question_id=pk, tag_id=tags[(n + k) % 50].pk) for n, (pk, _k) in enumerate(ids) for k in (0, 7)))


def tidy() -> None:
    """PostgreSQL's planner looks at statistics; a bulk load leaves none."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def session_of(member: Any, **more: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(member.pk), member.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    for name, value in more.items():
        session[name] = value
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def addresses() -> dict[str, Any]:
    """What is measured: questions with twenty answers, all questions, a reader's and a writer's session."""
    from community.forum.models import Question
    from community.members import actions as members
    from community.members.models import Member

    rows = Question.objects.listed().order_by("-published_at", "-pk")
    writer = Member.objects.filter(handle=WRITER).first()
    page = {pk: f"/questions/{pk}/{slug}/" for pk, slug in rows.values_list("pk", "slug")}
    return {
        "long": [page[pk] for pk in rows.filter(answers_count=20).values_list("pk", flat=True)[:5_000]],
        "short": [page[pk] for pk in rows.filter(answers_count=4).values_list("pk", flat=True)[:200]],
        "all": list(page.values()),
        "guide": guide(),
        "session": session_of(Member.objects.order_by("pk")[MEMBERS // 2]),
        "writer": session_of(writer or members.create_member(handle=WRITER, name="Writer", email="writer@example.com")),
    }


def guide() -> str:
    """A published guide made of an answer: text, code, thanks, the first one of the site."""
    from cms.pages import actions
    from cms.pages.models import ArticlePage
    from community.forum.models import Answer
    from community.members import actions as members
    from community.members.models import BRAND_TEAM, Member

    if not (page := ArticlePage.objects.live().first()):
        editor = Member.objects.filter(handle=EDITOR).first()
        if editor is None:
            editor = members.create_member(handle=EDITOR, name="Editor", email="editor@example.com")
            members.set_groups(editor, [BRAND_TEAM], by=None)
        page = actions.draft_of_answer(Answer.objects.listed().earliest("pk"), by=editor)
        page.body = [*((piece.block_type, piece.value) for piece in page.body), *GUIDE]
        page.save_revision(user=editor).publish(user=editor)
    return str(page.url)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.config.settings"
    django.setup()
    from community.forum.models import Question

    if not Question.objects.exists():
        fill(int(sys.argv[1]))
    sys.stdout.write(json.dumps(addresses()))
