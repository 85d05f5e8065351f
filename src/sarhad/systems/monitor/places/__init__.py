"""Places by whatever name: the gazetteer, and what people settled."""
