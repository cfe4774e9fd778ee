"""Votes have a day and no voter. Each one's id is kept with its post, so that a vote is counted once however often it comes.

Kept as {type: {day: [ids]}}; what else a few kinds say (who, how much) as {"more": {id: attributes}}.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from .site import Site, save_rows
from .staging import batches

UP, DOWN, ACCEPT = "2", "3", "1"
Votes = dict[str, Any]
Vote = tuple[int, int, str, str]


def merged(kept: Votes, votes: Iterable[Vote]) -> Votes:
    """The votes kept and those of a dump together; what vanished from the dump stays."""
    result: Votes = {name: {key: value.copy() if name != "more" else value for key, value in kept[name].items()} for name in kept}
    known = {one for name, days in kept.items() if name != "more" for ids in days.values() for one in ids}
    for one, kind, day, more in votes:
        if one in known:
            continue
        result.setdefault(str(kind), {}).setdefault(day, []).append(one)
        if more:
            result.setdefault("more", {})[str(one)] = json.loads(more)
    return result


def joined(one: Votes, other: Votes) -> Votes:
    return merged(one, ((vote, int(kind), day, _more(other, vote)) for kind, day, vote in _each(other)))


def _each(votes: Votes) -> Iterable[tuple[str, str, int]]:
    return ((kind, day, vote) for kind, days in votes.items() if kind != "more" for day, ids in days.items() for vote in ids)


def _more(votes: Votes, vote: int) -> str:
    more = votes.get("more", {}).get(str(vote))
    return json.dumps(more) if more else ""


def count(votes: Votes, kind: str) -> int:
    return sum(map(len, votes.get(kind, {}).values()))


def accepted_on(votes: Votes) -> str | None:
    """The day the asker's accept vote carries, the last one if there are several."""
    return max(votes.get(ACCEPT, {}), default=None)


def keep_orphans(site: Site) -> None:
    """Votes and history of posts that are not in the dump: kept in rows of their own, counted, and found again
    should the post come in a later dump."""
    for posts in batches(site.scratch.orphans("vote"), 400):
        with transaction.atomic():
            _keep_votes(site, posts)
    for posts in batches(site.scratch.orphans("history"), 400):
        for part in site.scratch.parts(posts):
            with transaction.atomic():
                _keep_history(site, part)


def _keep_votes(site: Site, posts: list[int]) -> None:
    """Votes on posts this dump lacks. A post an earlier dump had keeps the votes it had."""
    there = site.known("post", posts)
    posts = [post for post in posts if str(post) not in there]
    if not posts:
        return
    rows = site.known("votes", posts)
    made, changed = [], []
    for post, votes in site.scratch.votes(posts).items():
        row = rows.get(str(post))
        if row is None:
            made.append(site.row("votes", post, raw={"votes": merged({}, votes)}))
        elif (now := merged(row.raw["votes"], votes)) != row.raw["votes"]:
            row.raw["votes"] = now
            changed.append(row)
    save_rows(made, changed)


def _keep_history(site: Site, posts: list[int]) -> None:
    rows = site.known("history", posts)
    made, changed = [], []
    for post, history in site.scratch.history(posts).items():
        row = rows.get(str(post))
        kept = {entry["Id"] for entry in row.raw["history"]} if row else set()
        fresh = [entry for entry in history if entry["Id"] not in kept]
        if row is None:
            made.append(site.row("history", post, raw={"history": fresh}))
        elif fresh:
            row.raw["history"] += fresh
            changed.append(row)
    save_rows(made, changed)
