"""The staff's pages about what all customers owe."""
