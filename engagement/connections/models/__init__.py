from .delivery import Delivery, State
from .endpoint import Endpoint, Payload, Shape, Unallowed, Wanted

__all__ = ["Delivery", "Endpoint", "Payload", "Shape", "State", "Unallowed", "Wanted"]
