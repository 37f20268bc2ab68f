"""Controlled vocabularies: terms with a code for ever and a label in six languages.

Read them through `memory.vocabulary`, load them with `manage.py load_vocabularies`, change them in the admin.
"""
