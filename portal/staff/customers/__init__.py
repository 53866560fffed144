"""A customer as staff work with them: one page of what is owed, open and has happened, and acts."""
