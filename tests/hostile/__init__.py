"""A corpus of input that means harm or is out of all proportion, made by code: nothing of it is stored."""
