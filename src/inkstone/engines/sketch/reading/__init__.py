"""From words to a scene."""
