"""What `cargoscope doctor` looks at, one question after the other."""
