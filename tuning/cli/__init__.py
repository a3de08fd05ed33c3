"""The command line: its commands, what they print, and how one follows a study."""
