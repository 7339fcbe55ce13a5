"""The parts of ``hiyari send``: what is shown beforehand, what is shown meanwhile, and the trial."""
