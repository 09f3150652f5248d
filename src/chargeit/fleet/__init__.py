"""Many stations: the edge's controller with simulated devices, drivers' days, replays."""
