"""Very many clients at once: signing in, idle, or in a hurry."""
