"""The practice marketplace and forum: a small web server on loopback for the demonstration and the tests."""
