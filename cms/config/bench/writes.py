"""Guests who read while a member writes, through another process, as with two web workers."""

import random
import time
from itertools import accumulate
from urllib.parse import urlencode

from .drive import Server, measure

EACH = 50  # every so many requests one is a write: 2 %
CSRF = "c" * 32


def write(writer: Server, address: str, cookie: str, **words: str) -> None:
    """One act of a member over HTTP, as a form sends it."""
    headers = {"Cookie": f"{cookie}; csrf={CSRF}", "Content-Type": "application/x-www-form-urlencoded"}
    connection = writer.connect()
    connection.request("POST", address, urlencode(words | {"csrfmiddlewaretoken": CSRF}), headers)
    status = connection.getresponse().status
    connection.close()
    if status != 302:
        raise RuntimeError(f"{address}: {status}")


class Readers:
    """They ask for some questions often and for most seldom: the k-th with weight 1/k."""

    def __init__(self, site: Server, writer: Server, addresses: list[str], cookie: str) -> None:
        self.site, self.writer, self.addresses, self.cookie = site, writer, addresses, cookie
        self.weights = list(accumulate(1 / k for k in range(1, len(addresses) + 1)))
        self.dice = random.Random(2)  # noqa: S311 - which page is asked for
        self.said: set[str] = set()

    def some(self, number: int) -> list[str]:
        return self.dice.choices(self.addresses, cum_weights=self.weights, k=number)

    def read(self, number: int, *, backends: list[int]) -> float:
        """Processor milliseconds of a page, misses counted, in the reading process and the database that works for it."""
        spent = 0.0
        for _turn in range(number // (EACH - 1)):
            spent += measure(self.site, self.some(EACH - 1), backends=backends)[0] * (EACH - 1)
            self.write_one()
        return spent / (number // (EACH - 1) * (EACH - 1))

    def write_one(self) -> None:
        """The member has that question too, or no longer."""
        (address,) = self.some(1)
        has_it = address in self.said
        self.said ^= {address}
        write(self.writer, f"/questions/{address.split('/')[2]}/acts/me-too/", self.cookie, me_too=str(int(not has_it)))

    def staleness(self, address: str) -> float:
        """Seconds from the response to whoever answered until a guest gets the new page from another process."""
        connection = self.site.connect()
        for _turn in range(2):
            kept = self.site.get(connection, address)[0].headers["ETag"]
        words = f"Look at the wire, {time.time():.3f}."
        write(self.writer, f"/questions/{address.split('/')[2]}/acts/answer/", self.cookie, body=words)
        began = time.monotonic()
        while self.site.get(connection, address)[0].headers["ETag"] == kept:
            time.sleep(0.01)
        connection.close()
        return time.monotonic() - began
