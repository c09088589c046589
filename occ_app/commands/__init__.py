"""What `occ` does: a command a file. Heavy imports are inside the functions, so that `occ --help` is quick."""
