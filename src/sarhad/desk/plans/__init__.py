"""Plans and recommendations: what is to be done, by whom and by when, from its making to proof that it is done."""
