"""Charts that come in and go out: i2 Analyst's Notebook, CSV, FollowTheMoney, pictures."""
