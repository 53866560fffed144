"""What a company expects, as a calendar reads it."""
