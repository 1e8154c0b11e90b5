"""From a file to sheets of cells: whatever spreadsheet programs save, or a refusal."""
