import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASK = "X-Count-Sql"
WRITES = ("INSERT", "UPDATE", "DELETE")


class CountSql:
    """Costs nothing where the header is missing: figures of processor time are taken without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return self.get_response(request)
        times: list[float] = []
        writes = 0

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal writes
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                times.append(time.perf_counter() - began)
                writes += sql.startswith(WRITES)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        response.headers["X-Sql"] = f"{len(times)} {sum(times) * 1000:.3f} {writes}"
        return response
