"""The doctor: looks at everything that a bot needs, beside a running one, and changes nothing."""
