import json
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community import clock
from community.members.models import Member
from community.verdict import Refused, require

from .. import policy, shopify
from ..models import Shop
from ..sealed import seal, unseal
from .taking import REFUSED, Taken, take_all


@transaction.atomic
def add_shop(*, slug: str, name: str, secret: str = "", by: Member) -> tuple[Shop, str]:
    """A shop whose webhooks we take, and the secret they are signed with: the one it gave us, or a new one, shown now only."""
    require(policy.can_run_connections(by))
    secret = secret.strip() or secrets.token_hex(32)
    if len(secret) < 16:
        raise ValidationError({"secret": _("A secret has at least 16 characters.")})
    shop = Shop(slug=slug, name=name, secret=seal(secret))
    shop.full_clean()
    shop.save(force_insert=True)
    return shop, secret


@transaction.atomic
def remove_shop(shop: Shop, *, by: Member) -> None:
    """Its webhooks are refused from now on; what it told stays."""
    require(policy.can_run_connections(by))
    Shop.objects.filter(pk=shop.pk).delete()


def hear_from_shop(shop: Shop, *, topic: str, body: bytes, signature: str) -> list[Taken]:
    """Take a webhook. Refused 401 when it is not signed by the shop, 400 when it has not the form, 422 when an item is wrong."""
    if not shopify.is_signed(body, signature, secret=unseal(shop.secret)):
        raise Refused("The signature does not fit: X-Shopify-Hmac-Sha256 over the body with this shop's secret.", status=401)
    try:
        items = shopify.items_of(topic, json.loads(body), source=f"shop.{shop.slug}")
    except ValueError as problem:
        raise Refused(f"This is no webhook of the documented form: {problem}", status=400) from None
    taken = list(take_all(items))
    Shop.objects.filter(pk=shop.pk).update(heard_at=clock.now())
    if wrong := next((one for one in taken if one.status == REFUSED), None):
        raise Refused(wrong.problem, status=wrong.http)
    return taken
