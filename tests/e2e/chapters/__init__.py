"""The chapters of the main job, in the order in which they happen."""
