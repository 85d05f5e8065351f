"""What a network says: degree, betweenness, brokers, communities, and the association matrix."""
