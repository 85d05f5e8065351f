"""What a filled-in form says: its answers as statements, how complete it is, as a spreadsheet and on paper."""
