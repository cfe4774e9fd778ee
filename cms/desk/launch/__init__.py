"""The first day: from an empty server to a branded, seeded community. The list knows from the data what is done."""
