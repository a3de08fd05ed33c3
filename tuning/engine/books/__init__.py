"""What is written down of a running study: its ledger, and the way to store and event files."""
