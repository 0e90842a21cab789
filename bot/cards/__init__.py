"""What people see of Reelroom: messages, private answers and buttons, rendered from values."""
