"""Order lists: products that are ordered again and again, with how many at a time."""
