"""Early warning: what is unusual, by standard methods. Pure."""
