"""Registries of models that others run."""
