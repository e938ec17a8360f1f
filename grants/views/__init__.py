"""Pages: find, ask, do, show. No decision is made here: offers come from the machine, acts from their own law."""
