"""The catalogue of constructs, and the command line over it."""
