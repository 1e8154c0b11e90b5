"""What the generated pages share: a row of a table."""


def table_row(*cells: object) -> str:
    """Return a line of a Markdown table; a bar within a cell does not end it."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
