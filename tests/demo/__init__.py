"""What is true of the stage."""
