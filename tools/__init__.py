"""Commands for people who run, test and change the software; `make help` lists them.

What may run before the virtual environment exists uses the standard library only.
"""
