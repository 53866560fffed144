"""Questions and problems with a number."""
