"""`make bench`: what a page or a move costs on PostgreSQL when the database is full (docs/bench.md).

The machine's neighbours make rates swing, so the measure is processor time per request (site and database
together), as a ratio to pages measured in turns with it: two reference pages, and another build of the software.
"""
