"""How publishers write charging reports and hourly loads: one module a publisher, its columns and what is odd."""
