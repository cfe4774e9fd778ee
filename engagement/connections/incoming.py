"""What other systems may tell us, in which shape. One item is one fact; its id and source make it known once."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.timezone import now
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    field_validator,
    model_validator,
)


def _address(value: str) -> str:
    try:
        if value:
            validate_email(value)
    except ValidationError:
        raise ValueError("this is no e-mail address") from None
    return value.lower()


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not value.isdecimal():
        raise ValueError("this is no sum in whole cents")
    return value


Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_address)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150, pattern=r"^[^\x00-\x1f]+$")]
Slug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9-]*$")]
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^\x00-\x1f]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Amount = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=10**12)]
AHEAD = timedelta(minutes=10)  # clocks differ by a little
MOST = 500  # items of one batch


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=1000)


class Person(Strict):
    """Who it is about: a member number, their id in your system, or an e-mail address. One is enough."""

    number: Code = ""
    id: Code = ""
    email: Address = ""
    name: Annotated[str, StringConstraints(max_length=60)] = ""

    @model_validator(mode="after")
    def somebody(self) -> "Person":
        if not (self.number or self.id or self.email):
            raise ValueError("say who: number, id or email")
        return self


class Thing(Strict):
    """One line of an order: the code of the product in your shop."""

    code: Code = ""
    quantity: Annotated[int, Field(ge=1, le=10_000)] = 1


class Item(Strict):
    """What every item has: `id` is yours and names this fact for ever; `time` is when it happened."""

    id: Id
    source: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}$")]
    time: datetime
    touchpoint: Slug = ""

    @field_validator("time")
    @classmethod
    def past_and_aware(cls, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError("give the time with its zone, as 2026-11-27T10:00:00Z")
        if value.year < 1970:
            raise ValueError("this is too long ago")
        if value > now() + AHEAD:
            raise ValueError("this is in the future")
        return value


class OrderPlaced(Item):
    type: Literal["order.placed"]
    member: Person
    amount: Amount
    currency: Currency
    number: Number = ""
    things: Annotated[list[Thing], Field(max_length=200)] = []


class OrderRefunded(Item):
    """`order` is the id the order was told with. Without an amount all of it was given back."""

    type: Literal["order.refunded"]
    order: Id
    amount: Amount | None = None


class VisitMade(Item):
    type: Literal["visit.made"]
    member: Person


class TicketClosed(Item):
    type: Literal["ticket.closed"]
    member: Person
    solved: bool = True


class CourseCompleted(Item):
    type: Literal["course.completed"]
    member: Person
    course: Code


class VoucherRedeemed(Item):
    """`code` is what the member showed; name the reward where two have the same code."""

    type: Literal["voucher.redeemed"]
    code: Annotated[Code, Field(min_length=1)]
    reward: Slug = ""


class VoucherReturned(Item):
    """What the code had paid for was given back: it can be used again."""

    type: Literal["voucher.returned"]
    code: Annotated[Code, Field(min_length=1)]
    reward: Slug = ""


class Shown(Strict):
    """Who pays: the member number they show, or their id in your system. An address proves nothing at a till."""

    number: Code = ""
    id: Code = ""

    @model_validator(mode="after")
    def somebody(self) -> "Shown":
        if not (self.number or self.id):
            raise ValueError("say who: number or id")
        return self


class CreditSpent(Item):
    """A shop takes from a balance: `amount` in the brand's own unit. `id` is yours; sent twice it is taken once."""

    member: Shown
    amount: Annotated[int, Field(ge=1, le=10**9)]


class CreditReturned(Item):
    """A shop gives back what it took under the id `spending`; without an amount all that is left of it."""

    spending: Id
    amount: Annotated[int, Field(ge=1, le=10**9)] | None = None


class CaseClosed(Item):
    """`case` is the id our fact about it carries: it was resolved in your system, with this outcome for the member."""

    type: Literal["case.closed"]
    case: UUID
    outcome: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]


Told = OrderPlaced | OrderRefunded | VisitMade | TicketClosed | CourseCompleted | VoucherRedeemed | VoucherReturned | CaseClosed
KINDS: dict[str, type[Item]] = {
    "order.placed": OrderPlaced,
    "order.refunded": OrderRefunded,
    "visit.made": VisitMade,
    "ticket.closed": TicketClosed,
    "course.completed": CourseCompleted,
    "voucher.redeemed": VoucherRedeemed,
    "voucher.returned": VoucherReturned,
    "case.closed": CaseClosed,
}
_adapter: TypeAdapter[Told] = TypeAdapter(Annotated[Told, Field(discriminator="type")])


def read(item: Any) -> Told:
    """The typed item; pydantic's ValidationError says where and why not."""
    return _adapter.validate_python(item)
