"""A whole EV-charging platform in one package."""

__version__ = "0.1.0"
