"""Who sees how much: records, fixed cells, what is public."""
