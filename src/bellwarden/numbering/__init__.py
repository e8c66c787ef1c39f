"""Telephone numbers: their canonical form, the numbering plans, the administrators' files, ranges as prefixes."""
