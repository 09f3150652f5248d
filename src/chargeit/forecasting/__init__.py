"""The five features: availability, maintenance, users, load, health. Pure functions on arrays; no I/O of their own."""
