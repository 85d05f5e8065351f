"""Who else knows this person, vehicle, phone or company: comparing, scoring, hits, screening, bulk linking."""
