from .appeals import Appeal
from .decisions import Act, Decision, DecisionQuerySet, Said
from .items import KINDS, Item, ItemQuerySet, Report, kind_of, text_of, texts_of
from .phrases import Phrase
from .sanctions import Sanction

__all__ = [
    "KINDS",
    "Act",
    "Appeal",
    "Decision",
    "DecisionQuerySet",
    "Item",
    "ItemQuerySet",
    "Phrase",
    "Report",
    "Said",
    "Sanction",
    "kind_of",
    "text_of",
    "texts_of",
]
