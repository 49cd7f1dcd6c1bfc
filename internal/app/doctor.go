package app

import (
	"context"

	"sampan/internal/kernel"
	"sampan/internal/platform/doctor"
)

// Doctor looks over an installation without changing it and tells what is wrong and what to do; anything wrong is an
// error.
func Doctor(ctx context.Context, p Place, s Serving, o Outside) error {
	l, err := words()
	if err != nil {
		return err
	}
	return doctor.Print(o.Out, l, doctor.Run(ctx, doctor.Deps{
		Dir: p.dir(), Database: p.Database, Mail: s.Mail, Listen: s.Addr, BehindProxy: s.BehindProxy, Clock: kernel.SystemClock{},
	}))
}
