"""Composition: settings, the doors chosen by them, the roles that run, telemetry."""
