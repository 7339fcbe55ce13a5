"""What a stranger's request can do in a script: one engine over a small language that six real ones are lowered to."""
