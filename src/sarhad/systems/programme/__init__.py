"""Results, published reports, the annual report and the Council's decisions."""
