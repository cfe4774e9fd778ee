"""Pieces an editor puts on a page. Each loads what it shows once, in `get_context`; templates never ask the database."""
