"""What a simulation is made of: vehicles and their days, weather, wear, faults."""
