"""Files from elsewhere: where we may go (`addresses`), how we fetch (`guarded`), and what came (`verify`)."""
