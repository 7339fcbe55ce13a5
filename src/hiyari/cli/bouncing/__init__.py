"""What `hiyari bounce` is made of: taking messages, serving LMTP, saying what was done."""
