"""The link of a mail by which somebody who asked to be forgotten stays: signed, and good for nothing else."""

from django.core import signing

SALT = "members.stay"


def token_for(member_id: int) -> str:
    return signing.dumps(member_id, salt=SALT)


def read(token: str) -> int:
    """Whose it is; 0 when nobody signed it."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return 0
