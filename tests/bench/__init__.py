"""`make bench`: ratios against a peer in one run, absolute figures beside them. Loopback only."""
