import pytest

from community.forum import actions as forum


@pytest.fixture
def question_about_a_product(ana):
    category = forum.create_category(name="Machines")
    product = forum.create_product(name="Aria Duo", category=category)
    return forum.ask_question(title="Why is it loud?", body="The pump.", products=(product,), by=ana)
