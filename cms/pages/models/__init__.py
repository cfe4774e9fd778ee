from .acts import Asked, Credit, Useful
from .articles import ArticlePage, Contributor, HelpPage
from .base import pieces
from .home import HomePage
from .menus import Menu
from .plain import LandingPage, PlainPage, ProductPage

__all__ = [
    "ArticlePage",
    "Asked",
    "Contributor",
    "Credit",
    "HelpPage",
    "HomePage",
    "LandingPage",
    "Menu",
    "PlainPage",
    "ProductPage",
    "Useful",
    "pieces",
]
