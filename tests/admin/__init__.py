"""What administrators use."""
