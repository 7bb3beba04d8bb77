"""The gallery's templates, and the generator for their drawings."""
