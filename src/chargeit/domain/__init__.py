"""What is true with no database, clock or network."""
