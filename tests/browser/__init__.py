"""A package, so that its app and its browser end with its last test (`conftest`)."""
