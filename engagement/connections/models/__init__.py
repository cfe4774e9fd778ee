from .delivery import Delivery, State
from .endpoint import Endpoint, Payload, Shape, Unallowed, Wanted
from .shop import Shop

__all__ = ["Delivery", "Endpoint", "Payload", "Shape", "Shop", "State", "Unallowed", "Wanted"]
