"""The charge point: a pure controller, its devices, its queue and its uplink."""
