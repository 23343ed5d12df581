"""What staff edit: one small file a site."""
