from ..models import Answer, Comment, Question, Text
from .answers import lock_answer
from .questions import lock_question


def lock_text(text: Text) -> Text:
    if isinstance(text, Answer):
        return lock_answer(text)
    if isinstance(text, Question):
        return lock_question(text.pk)
    assert isinstance(text, Comment)
    lock_question(text.question_id)
    return Comment.objects.select_for_update(of=("self",), no_key=True).select_related("question", "answer").get(pk=text.pk)
