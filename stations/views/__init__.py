"""The pages of visits and concerns."""
