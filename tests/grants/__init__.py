"""Tests of the records, forms and pages."""
