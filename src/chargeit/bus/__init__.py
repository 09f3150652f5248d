"""Facts on their way: envelopes, and the places that carry them."""
