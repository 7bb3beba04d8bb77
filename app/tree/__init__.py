"""A page as data: an immutable tree of blocks, its operations, and its conversion to and from Puck JSON.

Pure: no Flask, no SQL. Services import from the packages, not from their modules.
"""
