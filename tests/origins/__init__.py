"""Where returned mail came from."""
