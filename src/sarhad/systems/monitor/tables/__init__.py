"""Published tables: taking them in, showing them, equal rows."""
