"""Pages: find, ask, do, show. No decision is made here: offers come from the machine, other acts from the law of acts."""
