"""The accidents that ``hiyari demo`` plays."""
