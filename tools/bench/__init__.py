"""What ``make bench`` measures: counts, and ratios of two times of one run; never a time alone."""
