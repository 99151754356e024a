"""The parts of the scheduler: the line, turns in it, room in memory, and how long it all takes."""
