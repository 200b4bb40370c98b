"""`make bench`: what a page costs on PostgreSQL when the database is full.

The machine's neighbours make rates swing, so the measure is processor time per request (site and database
together) and the ratio to a reference page measured in the same run.
"""
