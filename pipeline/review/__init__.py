"""Stage « review »: doubtful fields beside their picture, and a workbook that comes back.

Its modules are imported one by one: the workers that cut pictures need none of the others.
"""
