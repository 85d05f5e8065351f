"""Published series: totals, prices, cultivation, people who use drugs, crimes."""
