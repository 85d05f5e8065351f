"""Telephone analysis: an operator's records by a mapping, and what they show."""
