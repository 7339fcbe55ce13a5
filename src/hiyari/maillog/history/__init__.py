"""From what single lines tell to whole histories of messages, in bounded memory."""
