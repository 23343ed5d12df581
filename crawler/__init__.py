"""What moves: sites, fetching, capture and the sweep."""
