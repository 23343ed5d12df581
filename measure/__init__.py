"""What we can say: how many of how many, between what bounds, and how sets of rules compare."""
