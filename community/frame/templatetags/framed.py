"""The frame around every page from a stencil: `{% framed %}` is around all of base.html, and a page draws only its blocks."""

import re
from typing import Any

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, TextNode, Token
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode
from django.utils.safestring import SafeString

from community.frame.stencils import Blank, hole, number, stencil_of
from community.frame.templatetags.frame import avatar

register = template.Library()

SAME = (
    "brand_name",
    "colours",
    "direction",
    "guidelines_version",
    "language",
    "languages",
    "logo",
    "menus",
    "site_url",
    "terms_version",
    "theme",
)  # drawn as they are, in the shape


class Framed(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.blocks: list[Any] = nodelist.get_nodes_by_type(BlockNode)

    def render(self, context: Context) -> SafeString:
        user, request, count = context.get("user"), context.get("request"), context.get("inbox_count")
        asks = context.get("consent_asked") is not None
        if user is None or request is None or asks or len(context.get("messages") or ()):
            return self.nodelist.render(context)
        member = user if user.is_authenticated else None
        unread = count() if callable(count) else count
        shown = context.get("member")
        own = bool(member and shown and getattr(shown, "pk", None) == member.pk)
        part = _part(request, context.get("menus"))
        shape = (*(_key(context.get(name)) for name in SAME), member and member.is_team, unread, own, part)
        cut = stencil_of(("frame", shape), lambda: self._drawn(context, unread, member, own, part))
        values = {f"block_{block.name}": block.render(context) for block in self.blocks}
        values["here"] = context["here"]
        if member:
            face = avatar(member, "sm", ring=True)
            values |= {"pk": member.pk, "handle": member.handle, "name": member.shown_name, "face": face}
        return cut.fill(values)

    def _drawn(self, context: Context, unread: Any, member: Any, own: bool, part: str) -> SafeString:
        who = Blank(is_authenticated=member is not None)
        if member:
            face, name = hole("face"), hole("name")
            who = Blank(pk=number("pk"), handle=hole("handle"), shown_name=name, face=face, is_team=member.is_team,
                        is_authenticated=True)  # fmt: skip
        blank = Context({name: context.get(name) for name in SAME})
        blank.update({"user": who, "member": who if own else None, "inbox_count": unread, "messages": ()})
        blank.update({"here": hole("here"), "request": Blank(path=part)})
        blank.template, holes = context.template, BlockContext()
        holes.add_blocks({block.name: _as_hole(block.name) for block in self.blocks})
        blank.render_context[BLOCK_CONTEXT_KEY] = holes
        return self.nodelist.render(blank)


def _part(request: Any, menus: Any = None) -> str:
    """The part of the site an address belongs to, as the navigation asks for it: there are as many as routes and menu items."""
    match = request.resolver_match
    if menus and any(item.url == request.path for item in menus.main):
        return str(request.path)
    if request.path == "/" or match is None:
        return "/" if request.path == "/" else ""
    begin = re.match(r"[^<(^\\]*", match.route)[0]  # type: ignore[index]
    return f"/{begin}" if begin == match.route else f"/{begin}-"


def _key(value: Any) -> Any:
    return getattr(value, "name", str(value))


def _as_hole(name: str) -> BlockNode:
    return BlockNode(name, NodeList([TextNode(hole(f"block_{name}"))]))


@register.tag
def framed(parser: Parser, token: Token) -> Framed:
    nodelist = parser.parse(("endframed",))
    parser.delete_first_token()
    return Framed(nodelist)
