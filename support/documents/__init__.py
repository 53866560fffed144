"""Files that seller and customer keep for each other."""
