package ratelimit

// Size returns how many accounts there are, and how many quotas and operations the largest has of each.
func (g *Gate) Size() (accounts, quotas, operations int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, a := range g.accounts {
		quotas, operations = max(quotas, len(a.quotas)), max(operations, len(a.routes))
	}
	return len(g.accounts), quotas, operations
}
