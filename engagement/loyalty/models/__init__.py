from .looks import Look, Section
from .profile import Profile

__all__ = ["Look", "Profile", "Section"]
