"""Forms: what people type, read into what the records keep."""
