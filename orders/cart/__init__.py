"""What somebody is about to order."""
