"""What is typed about topics, meetings, commitments and look-backs."""
