"""Files made from records: PDF, CSV, XLSX."""
