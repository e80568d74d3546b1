"""Eight further shelves of the demo: for each a workbook section (`*_book`) and an assortment with its texts."""
