"""The map: seizures, routes, cultivation and prices."""
