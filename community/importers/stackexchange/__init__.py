"""The official Stack Exchange data dump: eight XML files, one row an element, Creative Commons BY-SA."""
