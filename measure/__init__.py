"""What we can say. The first estimator arrives with the issue that needs it."""
