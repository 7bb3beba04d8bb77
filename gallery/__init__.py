"""Site templates of the gallery, and their drawings."""
