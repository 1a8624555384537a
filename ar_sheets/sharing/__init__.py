"""Each customer's own copy of their part: out with `share`, their answers in with `replies`."""
