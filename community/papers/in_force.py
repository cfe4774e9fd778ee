from community.frame import identity
from community.members import terms


def terms_in_force() -> terms.Terms | None:
    """The version published last; where none is, what the settings name."""
    version = identity.current().terms
    return terms.Terms(version=str(version), address="/terms/") if version else terms.in_settings()
