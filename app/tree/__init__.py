"""A page as data: an immutable tree of blocks, its operations, and its conversion from and to Puck JSON.

Pure: no Flask, no SQL. Services use it through the packages' `__init__`.
"""
