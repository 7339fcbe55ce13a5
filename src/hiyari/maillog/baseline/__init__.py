"""What is normal for the mail of this site, and what is not. Values in, alarms out: no files, no clock of its own."""
