"""The families of goods."""
