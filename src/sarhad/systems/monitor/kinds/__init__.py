"""Pages of substances, units and the rules that convert them."""
