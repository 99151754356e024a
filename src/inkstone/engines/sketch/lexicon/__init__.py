"""What the words mean: concepts, and prompts cut into phrases."""
