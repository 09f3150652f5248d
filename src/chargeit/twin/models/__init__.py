"""Models of batteries that learn from recorded cells, and how one of them serves."""
