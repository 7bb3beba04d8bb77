"""A page as data: an immutable tree of blocks, its operations, and its way in and out of Puck JSON.

Pure: no Flask, no SQL. One file per action; `operations` is the door the services use.
"""
