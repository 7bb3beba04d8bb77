"""The gallery's templates and the generator of their drawings."""
