"""Mappers over other processes and other machines."""
