"""From the bytes of a file to raw planes, in a process that can be killed."""
