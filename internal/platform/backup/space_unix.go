//go:build linux || darwin || freebsd

package backup

import "syscall"

// Free is how many bytes the program may still write in the folder's file system, and whether that could be found out.
func Free(folder string) (int64, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:gosec,unconvert // the types differ from system to system
}
