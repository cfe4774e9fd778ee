"""How a question shows itself elsewhere."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from community.frame.addresses import address
from community.frame.cards import Card

from .models import Question


def card_of(question: Question) -> Card:
    """From what its page has loaded; in the site's language, whoever asks."""
    place = next(iter(question.products_read()), question.category)
    with override(settings.LANGUAGE_CODE):
        if question.is_solved:
            pill = _("Solved")
        elif question.answers_count:
            pill = ngettext("%(n)s answer", "%(n)s answers", question.answers_count) % {"n": question.answers_count}
        else:
            pill = _("Waiting for an answer")
    return Card(title=question.title, pill=pill, good=question.is_solved, aside=place.name)


def address_of(question: Question) -> str:
    """Another address whenever it looks different, so that nobody keeps the old one."""
    return f"{address('question_picture', question.pk)}?v={card_of(question).version}"
