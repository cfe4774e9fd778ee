"""The whole site in one file, and back: `manage.py backup FILE`, `restore FILE`, `digest [FILE]`.

The file is a plain tar: `tables/NAME.ndjson.gz` for each table, the files members and editors gave (`media/…`,
`exports/…`), `manifest.json` with what must be in it, and `manifest.sha256`. A table is lines of JSON: first its columns,
sorted, then a row each in the order of the key, with moments in UTC and keys of objects sorted. So a table has one hash,
whichever database it lies in, and goes from SQLite to PostgreSQL and back. Nothing is held in memory but a batch of rows.
"""


class Unfit(Exception):
    """This file, or this database, is not what was asked for. Says why, for whoever runs the command."""
