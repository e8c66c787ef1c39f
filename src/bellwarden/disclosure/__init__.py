"""The only room that composes text for outsiders: from templates, for a class of recipient, knowing no call at all.

What goes out follows from what came in: who asks, in which language, what they told. Verdict, customer and calls are no
argument of anything here, so an answer can't depend on them; they come in only as what a text must not contain.
"""
