"""A file of loads or charging reports becomes hourly loads; every row that is not as it should be is told."""
