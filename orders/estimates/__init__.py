"""Offers: asked for, sent, accepted or declined."""
