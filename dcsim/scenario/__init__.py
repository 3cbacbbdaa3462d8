"""What the planner wrote: read, merged, completed from the library, validated; each value with its origin."""
