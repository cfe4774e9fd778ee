"""A value of the database as JSON and back, the same for both databases."""

import base64
import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

Turn = Callable[[Any], Any]


def kind_of(field: models.Field) -> models.Field:
    """The field that says how the column is stored: of a reference, the key it points at."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def reader(field: models.Field, connection: BaseDatabaseWrapper) -> Turn | None:
    """From what the driver gives to what `dumps` takes; None where they are the same."""
    kind = kind_of(field)
    if kind.get_internal_type() == "JSONField":
        return lambda value: value if value is None else [json.loads(value)]  # [null] is JSON's null, null is no value
    expression = kind.get_col(kind.model._meta.db_table)
    turns = connection.ops.get_db_converters(expression)
    if not turns:
        return None

    def turned(value: Any) -> Any:
        for turn in turns:
            value = turn(value, expression, connection)
        return value

    return turned


def dumps(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case uuid.UUID():
            return value.hex
        case Decimal():
            return str(value)
        case timedelta():
            return value // timedelta(microseconds=1)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no form in a backup")


READ: dict[str, Turn] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "UUIDField": uuid.UUID,
    "DecimalField": Decimal,
    "DurationField": lambda value: timedelta(microseconds=value),
    "BinaryField": base64.b64decode,
    "JSONField": lambda value: value[0],
}


def writer(field: models.Field, connection: BaseDatabaseWrapper) -> Turn | None:
    """From what JSON gives to what the driver takes; None where they are the same."""
    kind = kind_of(field)
    name, ops = kind.get_internal_type(), connection.ops
    adapt: dict[str, Turn] = {
        "DateTimeField": ops.adapt_datetimefield_value,
        "DateField": ops.adapt_datefield_value,
        "TimeField": ops.adapt_timefield_value,
        "UUIDField": lambda value: value if connection.features.has_native_uuid_field else value.hex,
        "DecimalField": ops.adapt_decimalfield_value,
        "DurationField": lambda value: (
            value if connection.features.has_native_duration_field else value // timedelta(microseconds=1)
        ),
        "BinaryField": lambda value: value,
        "JSONField": lambda value: ops.adapt_json_value(value, None),
        "GenericIPAddressField": ops.adapt_ipaddressfield_value,
    }
    if name not in adapt:
        return None
    read, written = READ.get(name, lambda value: value), adapt[name]
    return lambda value: None if value is None else written(read(value))
