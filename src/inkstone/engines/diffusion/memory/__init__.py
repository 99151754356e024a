"""Who gets which bytes: what a checkpoint takes, and how a device is shared out."""
