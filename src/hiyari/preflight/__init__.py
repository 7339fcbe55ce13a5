"""Near misses of identity and DNS: facts, rules, receivers, and the change plan with its order."""
