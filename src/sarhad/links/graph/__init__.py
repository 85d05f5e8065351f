"""Who is linked to whom, as arrays that all processes share: expansion and paths for one reader."""
