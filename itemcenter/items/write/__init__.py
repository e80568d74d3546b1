"""Catalogs out: a merchant's own file with only its empty cells filled, and items in other systems' formats.

The file back (`SourceFile`):
    source_text    a text file copied byte by byte, with some pieces put in place of others
    csv_record     one record of a CSV file with cells filled and columns added; json_record: one JSON object
    containers     pairs appended to a cell that holds many (an object, a list, "name: value | name: value")
    source_parquet, source_xlsx   the same of Parquet files and workbooks (xlsx_look, xlsx_cells, xlsx_copy)
    source_xml, source_jsonld     the same of XML feeds and of pages (xml_record, jsonld_record)
    source_file    records of a catalog, read with the catalog's own reader, and written again

Other systems (`targets`): `product` and `offer` are what a writer gets to know of an item, `target` what every writer
does; google, shopify, akeneo, openai, jsonld and wide are one format each; `formulas`: what a spreadsheet would run.
"""
