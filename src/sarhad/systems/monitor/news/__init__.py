"""Seizure news, warnings, and who hears of them."""
