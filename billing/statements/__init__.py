"""Statements of account: figures, pages, files."""
