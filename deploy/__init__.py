"""Getting Lianxi to run on a machine: environment, packages, database, server. Knows the app only by its commands."""
