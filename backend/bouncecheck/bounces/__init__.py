"""What a bounce says: bytes in, claims out. Pure; knows nothing of mailboxes or verdicts."""
