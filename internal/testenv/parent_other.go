//go:build unix && !linux

package testenv

import "syscall"

// endWithParent does nothing: only Linux has such a signal.
func endWithParent(*syscall.SysProcAttr) {}
