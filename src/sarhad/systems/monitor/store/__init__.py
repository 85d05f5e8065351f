"""Rows of tables and cases as Parquet, and every question about them."""
