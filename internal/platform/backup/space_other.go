//go:build !linux && !darwin && !freebsd

package backup

// Free cannot be found out on this system: the second result is false.
func Free(string) (int64, bool) { return 0, false }
