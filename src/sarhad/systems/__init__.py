"""One folder for each system that people know by name, built from the rooms below."""
