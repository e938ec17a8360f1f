"""What goes between this house and its bank: files of credit transfers, and the bank's reports. Knows no record."""
