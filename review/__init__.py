"""What people decide. The spot-check app arrives with its own issue."""
