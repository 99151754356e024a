"""Vector drawing: markup, colours, glyphs, parts, light and the renderer."""
