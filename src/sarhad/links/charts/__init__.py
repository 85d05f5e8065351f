"""Link charts: what stands on one, what is done to it, how it is laid out, drawn and saved."""
