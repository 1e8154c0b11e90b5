"""Names that registers write: what people decided about them, and entries that may be one."""
