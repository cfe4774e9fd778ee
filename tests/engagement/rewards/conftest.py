import pytest

from engagement.rewards import actions
from engagement.rewards.models import Reward


@pytest.fixture
def voucher(leo):
    """A reward that is switched on, good for thirty days, with three codes."""
    reward = Reward(slug="oil", name="Chain oil", words="One bottle in our shop.", valid_days=30, is_on=True)
    actions.save_reward(reward, by=leo)
    actions.add_codes(reward, ["OIL-1", "OIL-2", "OIL-3"], by=leo)
    return reward
