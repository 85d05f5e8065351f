"""Joint operations and controlled deliveries; groups, channels and cases and what became of them."""
