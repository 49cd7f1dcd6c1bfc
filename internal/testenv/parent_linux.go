package testenv

import "syscall"

// endWithParent lets the kernel end the server if this process is killed and cannot.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGQUIT }
