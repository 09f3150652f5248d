"""What can be learned of recorded cells, measured by cell: never a row of one cell on both sides."""
