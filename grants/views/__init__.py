"""Pages: find, ask, do, show. Nothing is decided here: offers come from the machine, acts from the law of acts."""
