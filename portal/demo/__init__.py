"""A believable year at the stations, played through the same actions that people use. All of it is invented."""
