"""What a handle may be. Pure functions and data."""
