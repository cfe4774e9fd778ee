"""A good answer is reported by somebody who mistook it, hidden, appealed, and stands again with all that it had earned."""

import pytest
from django.core import mail
from django.test import Client

from community.forum.models import Answer, Question
from community.members.models import Member
from community.moderation.models import Appeal, Decision, Item
from engagement.recognition.models import Balance
from tests.people import make_member, make_moderator

pytestmark = pytest.mark.django_db


def browser(member):
    client = Client()
    client.force_login(member)
    return client


def standing(member):
    return sum(Balance.objects.filter(member=member).values_list("amount", flat=True))


def test_a_wrongly_hidden_answer_is_appealed(ana, ben, mia, work):
    anas, bens, inas, mias = (browser(member) for member in (ana, ben, make_member("ina"), mia))
    moes = browser(make_moderator("moe"))
    anas.post("/questions/ask/", {"title": "May I bypass the thermostat for a test?", "body": "The boiler stays cold."})
    question = Question.objects.get()
    bens.post(f"/questions/{question.pk}/acts/answer/", {"body": "Page 12 of the manual: bridge it for ten seconds, unplugged."})
    answer = Answer.objects.get()
    anas.post(f"/answers/{answer.pk}/accept/")
    work()
    earned, helped = standing(ben), Member.objects.get(pk=ben.pk).people_helped
    assert earned and helped == 1

    inas.post(f"/texts/answer/{answer.pk}/report/", {"reason": "dangerous", "words": "Somebody will burn."})
    item = Item.objects.get()
    mias.post(f"/cms/moderation/{item.pk}/decide/", {"act": "hide", "note": "Please don't tell people to bridge anything."})
    work()
    assert standing(ben) == 0 and Member.objects.get(pk=ben.pk).people_helped == 0
    assert "bridge it" not in Client().get(question.get_absolute_url()).content.decode()
    decision = Decision.objects.get()
    letter = next(sent for sent in mail.outbox if sent.to == [ben.email] and "hid your answer" in sent.subject)
    assert f"/decisions/{decision.pk}/" in letter.body and "Ina" not in letter.body and "Mia" not in letter.body
    assert "hid your answer" in bens.get("/notifications/").content.decode()

    bens.post(f"/decisions/{decision.pk}/", {"words": "It is what page 12 of your own manual says, and it is unplugged."})
    appeal = Appeal.objects.get()
    mias.post(f"/cms/moderation/appeals/{appeal.pk}/answer/", {"stands": "1"})
    assert Appeal.objects.get().answer is None  # whoever decided first does not decide again
    moes.post(f"/cms/moderation/appeals/{appeal.pk}/answer/", {"stands": "0", "note": "You are right, sorry."})
    work()
    assert "bridge it" in Client().get(question.get_absolute_url()).content.decode()
    assert standing(ben) == earned and Member.objects.get(pk=ben.pk).people_helped == helped
    told = bens.get(f"/decisions/{decision.pk}/").content.decode()
    assert "you were right" in told and bens.post(f"/decisions/{decision.pk}/", {"words": "Again?"}).status_code in (403, 409)
    assert moes.get("/cms/moderation/done/").content.decode().count("<time datetime") == 2
