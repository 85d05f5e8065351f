"""Bulk linking: all records against all others, by Splink on DuckDB or Apache Spark. See docs/bulk-linking.md."""
