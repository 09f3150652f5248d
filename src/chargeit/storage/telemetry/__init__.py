"""Batteries and their telemetry: rows, what a commit says, and upkeep."""
