from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from community.frame import cards

from ..cards import card_of
from ..models import Question
from . import door

GUEST = AnonymousUser()


@require_safe
def question(request: HttpRequest, question_id: int) -> HttpResponseBase:
    """The picture of a question everybody may read; of another there is none, whoever asks."""
    rows = Question.objects.visible_to(GUEST).listed().select_related("category", "accepted").prefetch_related("products")
    found = rows.defer("body", "html", "accepted__body", "accepted__html").filter(pk=question_id).first()
    if found is None:
        raise door.gone_or_unknown(Question.objects.filter(pk=question_id).first())
    return cards.serve(request, card_of(found))
