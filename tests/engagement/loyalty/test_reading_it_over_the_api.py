import json

import pytest

from community.forum import actions as forum
from community.members import actions as members
from community.members.models import LOYALTY_READ, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def helped(ana, ben, work):
    answer = forum.post_answer(forum.ask_question(title="How do I descale the machine?", by=ana), body="Citric acid.", by=ben)
    forum.accept_answer(answer, by=ana)
    work()
    return answer


def key_of(member, *scopes):
    return members.create_token(member, name="test", scopes=scopes, by=member)[1]


def get(client, handle, key="", **headers):
    auth = {"authorization": f"Bearer {key}"} if key else {}
    return client.get(f"/api/v1/members/{handle}/loyalty-profile", headers=auth | headers)


def test_a_member_reads_the_own_profile_with_an_own_key(client, helped, ben):
    response = get(client, "ben", key_of(ben))
    assert response.status_code == 200
    profile = response.json()
    assert profile["schema"] == "loyalty-profile/1"
    assert profile["ids"] == {"public": str(ben.public_id), "handle": "ben"}
    assert profile["contribution"]["accepted"] == 1
    assert profile["standing"] == 20
    assert profile["version"] >= 1 and profile["as_of_event"] > 0
    assert profile["explain"]["contribution.accepted"]["count"] == ["answer.accepted"]


def test_an_unchanged_profile_is_not_sent_again(client, helped, ana, ben, work):
    key = key_of(ben)
    first = get(client, "ben", key)
    again = get(client, "ben", key, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    forum.mark_helped(helped, by=ana)
    work()
    changed = get(client, "ben", key, **{"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["version"] > first.json()["version"]


def test_without_a_key_or_with_a_wrong_or_revoked_one_it_is_401(client, helped, ben):
    token, secret = members.create_token(ben, name="test", by=ben)
    members.revoke_token(token, by=ben)
    for key in ("", "qrc_wrong", secret):
        response = get(client, "ben", key)
        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"
        assert response["WWW-Authenticate"] == "Bearer"


def test_another_members_key_is_403_and_shows_nothing(client, helped, zed):
    response = get(client, "ben", key_of(zed))
    assert response.status_code == 403
    assert response.json()["status"] == 403
    assert b"standing" not in response.content


def test_a_team_key_with_the_scope_reads_everybody(client, helped, leo):
    assert get(client, "ben", key_of(leo)).status_code == 403
    assert get(client, "ben", key_of(leo, LOYALTY_READ)).status_code == 200


def test_unknown_members_are_404(client, leo):
    response = get(client, "nobody-here", key_of(leo, LOYALTY_READ))
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_member_who_is_switched_off_opens_nothing(client, helped, ben):
    key = key_of(ben)
    Member.objects.filter(pk=ben.pk).update(is_active=False)
    assert get(client, "ben", key).status_code == 401


def test_the_description_names_the_address(client, db):
    described = client.get("/api/v1/openapi.json")
    assert described.status_code == 200
    path = described.json()["paths"]["/api/v1/members/{handle}/loyalty-profile"]["get"]
    assert {"200", "304", "401", "403", "404"} <= set(path["responses"])
    assert json.dumps(described.json())
    assert client.get("/api/v1/docs/").status_code == 404
