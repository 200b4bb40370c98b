"""A plain Django project to compare with; it imports nothing of ours.

A list (session, user, filter form, page number by COUNT, 25 rows of 9 cells in Django's own templates) and a create
(`ModelForm`; one row, one event, one row of an outbox, a redirect), as a tutorial would have them.
"""
