"""Puts the program together: names concrete classes, reads the clock. Only `cli` imports it."""
