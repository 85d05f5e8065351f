"""Results of laboratories, in their simplest form."""
