"""The rules of law and guideline as pure functions: values in, values or sentences out, no record."""
