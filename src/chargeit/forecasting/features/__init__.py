"""Features of the models: what is known at an instant, from arrays of the hours before it."""
