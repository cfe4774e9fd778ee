"""A new database gets what libraries bring before what is ours, and still everything after what it needs."""

import pytest
from django.db import connection

from community.events.migrating import LibrariesFirst

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATE = ("wagtailcore", "wagtailusers", "wagtaildocs", "socialaccount", "mfa")


def test_libraries_come_first_and_nothing_before_what_it_needs():
    executor = LibrariesFirst(connection)
    graph = executor.loader.graph
    plan = [(step.app_label, step.name) for step, _backwards in executor.migration_plan(graph.leaf_nodes(), clean_start=True)]
    place = {node: n for n, node in enumerate(plan)}
    assert place.keys() == graph.nodes.keys()
    assert all(place[parent.key] < n for node, n in place.items() for parent in graph.node_map[node].parents)
    libraries = max(n for (label, _name), n in place.items() if label in LATE)
    assert libraries < place["forum", "0001_initial"] < place["loyalty", "0001_initial"]
