from .acts import Doubt, Follow, Helped, Mark, MeToo
from .answers import Answer, AnswerQuerySet
from .comments import Comment, CommentQuerySet
from .drafts import Draft, DraftQuerySet
from .merges import Merge
from .pictures import Picture, PictureQuerySet
from .places import Category, OldSlug, Product, Tag
from .questions import Question, QuestionLink, QuestionQuerySet
from .texts import PRIVATE, PUBLIC, Revision, State, Text

__all__ = [
    "PRIVATE",
    "PUBLIC",
    "Answer",
    "AnswerQuerySet",
    "Category",
    "Comment",
    "CommentQuerySet",
    "Doubt",
    "Draft",
    "DraftQuerySet",
    "Follow",
    "Helped",
    "Mark",
    "MeToo",
    "Merge",
    "OldSlug",
    "Picture",
    "PictureQuerySet",
    "Product",
    "Question",
    "QuestionLink",
    "QuestionQuerySet",
    "Revision",
    "State",
    "Tag",
    "Text",
]
