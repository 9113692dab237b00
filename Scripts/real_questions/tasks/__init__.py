"""What is asked: a file for each category, and the passages that three of them share."""
