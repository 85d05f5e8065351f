"""Other pictures of a case: what happened when, what went where."""
