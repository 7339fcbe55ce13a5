"""What has changed since the last scan: one file for each near miss."""
