"""`make fuzz`: mutations of the corpus, what reading them must never do, and what it may cost."""
