from .pools import Gift, Reward, Voucher

__all__ = ["Gift", "Reward", "Voucher"]
