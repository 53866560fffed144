"""One box over everything staff look for, each kind by its own indexes."""
