"""What earlier briefings have told, and what is new since."""
