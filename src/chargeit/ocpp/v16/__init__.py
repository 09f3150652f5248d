"""OCPP 1.6 with the security extension: its messages and enums, generated."""
