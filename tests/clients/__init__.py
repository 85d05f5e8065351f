"""Programs of others, run against a node by an interpreter of their own: `python3 dev.py clients` installs it."""
