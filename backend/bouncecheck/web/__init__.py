"""How people reach us: HTTP in, use cases, HTTP out."""
