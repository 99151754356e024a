"""Values and rules: what a request, a job and money are. Standard library only; no I/O."""
