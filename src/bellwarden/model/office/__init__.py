"""The office's nouns: rows as frozen values, and the moves that each state allows. One noun a file."""
