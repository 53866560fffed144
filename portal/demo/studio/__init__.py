"""Makes the demo's product pictures. Not part of the portal: see `render`."""
