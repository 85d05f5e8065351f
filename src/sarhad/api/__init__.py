"""The API under /api/: everything that the pages do, for programs that act as one officer for one purpose.

What it leaves out on purpose: signing in, making tokens (a token must not prolong itself), keys and purges, which
ask for a person. The same answer, byte for byte, stands for what is absent and for what is invisible.
"""
