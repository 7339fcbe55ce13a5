"""What has changed among the files that can send mail since the last run."""
