"""Alembic steps, each frozen once it is released."""
