"""OCPP 2.1: its messages and enums, generated."""
