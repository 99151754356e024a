"""Scene edits: operations on what a picture shows, where it carries that."""
