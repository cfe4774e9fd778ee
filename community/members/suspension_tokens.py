"""The address at which a suspended member reads why, and asks for another look: signed, as they can't sign in."""

from django.core import signing

SALT = "members.suspended"


def token_for(member_id: int) -> str:
    return signing.dumps(member_id, salt=SALT)


def read(token: str) -> int:
    """Whose it is; 0 when nobody signed it."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return 0
