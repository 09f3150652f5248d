"""Recorded charging transactions as their publishers write them; one module a format."""
