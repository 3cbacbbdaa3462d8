"""Speed of dcsim beside ordinary programs for the same question."""
