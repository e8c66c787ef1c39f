"""What office and gate share, as bytes: policy snapshot and the pointer to it, enforcement journal, decision spool.

Nothing here opens a file. Whatever can't be trusted or understood is a `SeamFault` that says what is wrong with it.
"""
