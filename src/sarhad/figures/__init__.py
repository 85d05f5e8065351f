"""What records come to: figures, each counted once, with the records behind them. No pages."""
