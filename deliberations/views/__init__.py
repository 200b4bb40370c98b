"""The pages of topics, meetings, commitments and look-backs."""
