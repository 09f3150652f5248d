"""From what the platform stored to the arrays and states that the features learn from and answer about."""
