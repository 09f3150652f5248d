"""What was told is written down in a row a batch, answered, and heard in bulk: SQLite under load."""
