"""Dates in the admin as everywhere else: three letters of the month, 24 hours."""
