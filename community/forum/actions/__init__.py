"""Everything that is done in the forum: one verb, one function, one transaction. The only writes to this room's tables."""

from .accepting import accept_answer, unaccept_answer
from .answers import edit_answer, forget_owned, post_answer
from .approving import approve_text, hold_text
from .comments import edit_comment, post_comment
from .drafts import delete_draft, forget_draft, forget_old_drafts, save_draft
from .duplicates import merge_question, part_question
from .following import follow_question, tell_followers, unfollow_question, with_followers
from .forgetting import forget_texts
from .marks import doubt_answer, mark_helped, say_me_too, withdraw_doubt, withdraw_mark, withdraw_me_too, write_note
from .merging import take_over
from .pictures import add_picture, hang_pictures, remove_picture, remove_unused_pictures, unused_pictures
from .places import change_place, create_category, create_product, create_tag, default_category, rename_place
from .questions import ask_question, close_question, edit_question, link_questions, move_question, reopen_question
from .rendering import count_old, forget_renderings, render_old
from .standing import delete_text, hide_text, restore_text, undelete_text
from .words_back import put_words_back

__all__ = [
    "accept_answer",
    "add_picture",
    "approve_text",
    "ask_question",
    "close_question",
    "count_old",
    "create_category",
    "create_product",
    "create_tag",
    "default_category",
    "delete_draft",
    "delete_text",
    "doubt_answer",
    "edit_answer",
    "edit_comment",
    "edit_question",
    "follow_question",
    "forget_draft",
    "forget_old_drafts",
    "forget_owned",
    "forget_renderings",
    "forget_texts",
    "hang_pictures",
    "hide_text",
    "hold_text",
    "link_questions",
    "mark_helped",
    "merge_question",
    "move_question",
    "part_question",
    "post_answer",
    "post_comment",
    "put_words_back",
    "remove_picture",
    "remove_unused_pictures",
    "change_place",
    "rename_place",
    "render_old",
    "reopen_question",
    "restore_text",
    "save_draft",
    "say_me_too",
    "take_over",
    "tell_followers",
    "unaccept_answer",
    "undelete_text",
    "unfollow_question",
    "unused_pictures",
    "with_followers",
    "withdraw_doubt",
    "withdraw_mark",
    "withdraw_me_too",
    "write_note",
]
