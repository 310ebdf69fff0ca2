"""A pretend Microsoft 365: what the demo and the tests talk to instead of the real one."""
