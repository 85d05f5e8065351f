"""What is linked to what: the graph, charts of a case, and the pictures that an analyst reads."""
