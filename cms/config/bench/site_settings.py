"""The product's settings with one middleware more, which tells a request that asks for it what it cost in SQL."""

from cms.config.settings import *  # noqa: F403 - the product as it is
from cms.config.settings import MIDDLEWARE as OURS

MIDDLEWARE = ["cms.config.bench.counting.CountSql", *OURS]
