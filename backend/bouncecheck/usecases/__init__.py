"""What the product does, through ports."""
