"""What we conclude from claims and facts. Pure."""
