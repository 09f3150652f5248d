"""OCPP 2.0.1: its messages and enums, generated."""
