"""The command `chargeit`: a file a noun; each command imports its room when it is called."""
