"""Overview, trends and the records behind each number."""
