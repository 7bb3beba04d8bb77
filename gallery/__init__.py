"""The templates of the gallery, and the drawings in them."""
