"""Platform software that many sites run."""
