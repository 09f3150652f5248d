"""OCPP 1.6: its words end here."""
