"""The tools, one module each: `prepare()` imports, `run(folder, form)` finds and counts.

A module imports its tool inside these two, so that one process pays for one tool alone.
"""
