"""The map of a case, on a base map that comes with the program."""
