"""Whether a line can be ordered, and at which price: asked by every door alike."""
