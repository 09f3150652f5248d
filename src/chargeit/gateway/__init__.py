"""Stations as a door: OCPP messages become verbs, commands become calls."""
