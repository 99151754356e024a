"""CPU-bound or risky work in worker processes: memory limit, deadline, death with their parent."""
