"""Country profiles, as a page and as a paper."""
