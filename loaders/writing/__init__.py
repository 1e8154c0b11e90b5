"""Workbooks that go back to the clerk: templates, filled registers, their own file with errors."""
