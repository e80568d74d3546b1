"""Catalogs out. `SourceFile` gives a merchant's own file back with only empty cells filled, every other byte as it was.

source_text    a text file copied byte by byte, with some pieces put in place of others
csv_record     one record of a CSV file with cells filled and columns added; json_record: one JSON object
containers     pairs appended to a cell that holds many (an object, a list, "name: value | name: value")
source_file    records of a catalog, read with the catalog's own reader, and written again
formulas       what a spreadsheet would run, made harmless
"""
