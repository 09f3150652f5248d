"""Models outside of the platform."""
