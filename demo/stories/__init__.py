"""Stories: real input through the real door, for the demonstration, the walkthrough and the tests alike."""
