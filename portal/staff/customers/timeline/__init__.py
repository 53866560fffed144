"""Everything that has happened with one customer, in one list."""
