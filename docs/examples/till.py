"""A till that tells the community of a sale: `SITE=https://... KEY=qrc_... python till.py QRN-1234 4990 EUR`.

The key is one of Settings, API keys, of somebody of the brand team, with "Tell us what happened elsewhere". The number is the
member's, scanned from their card. Sent twice, it is one sale: the id says so. What the site cannot take now is kept for later.
"""

import json
import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

WAITING = Path(os.environ.get("WAITING", "waiting.jsonl"))


def sale(number: str, cents: int, currency: str) -> dict[str, object]:
    now = datetime.now(UTC).isoformat()
    who = {"number": number}
    about = {"amount": cents, "currency": currency, "member": who, "touchpoint": "shop"}
    return {"type": "order.placed", "source": "till-1", "id": str(uuid.uuid4()), "time": now, **about}


def tell(events: list[dict[str, object]]) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {os.environ['KEY']}", "Content-Type": "application/json"}
    request = Request(f"{os.environ['SITE']}/api/v1/events", json.dumps({"events": events}).encode(), headers)
    with urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


if __name__ == "__main__":
    before = WAITING.read_text().splitlines() if WAITING.exists() else []
    events = [json.loads(line) for line in before] + [sale(sys.argv[1], int(sys.argv[2]), sys.argv[3])]
    WAITING.write_text("".join(json.dumps(event) + "\n" for event in events))  # first, so that nothing is lost with the network
    try:
        said = tell(events)
    except HTTPError as refusal:
        sys.exit(f"refused with {refusal.code}: {refusal.read().decode()}")
    except URLError as problem:
        sys.exit(f"kept for later: {problem.reason}")
    WAITING.unlink()
    print(said["recorded"], "recorded,", said["known"], "known,", said["refused"], "refused")  # noqa: T201
