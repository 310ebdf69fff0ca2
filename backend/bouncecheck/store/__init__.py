"""What we remember: ids, verdicts and states, never text, addresses or subjects."""
