"""What is written for people outside the weekly round: the story of a customer or invoice, and the evidence."""
