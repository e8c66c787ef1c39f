"""Patterns in traffic: what a customer's, a trunk's or a caller ID's calls look like, and what speaks of abuse."""
