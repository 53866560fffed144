"""The same act with many customers: a summary before, a result after, and undo where it can be."""
