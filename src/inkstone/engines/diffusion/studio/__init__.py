"""The studio: the weights in memory, and the threads that read, step and finish around them."""
