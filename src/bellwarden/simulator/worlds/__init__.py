"""A labelled world of call records from one seed: customers of many classes, their calls, what follows, and the truth.

Read `plan.py` for who is there, `classes/` for what each does in a day, `reaction.py` for what becomes of an attempt,
`folder.py` for what is written. docs/guide/world.md tells the layout.
"""
