"""Every table and chart as a file, and the API."""
