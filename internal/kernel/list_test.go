package kernel_test

import (
	"testing"

	"sampan/internal/kernel"
)

func TestSizeOfAPage(t *testing.T) {
	for _, c := range []struct {
		rule        string
		limit, want int
	}{
		{"nothing asked is the default", 0, 50},
		{"less than nothing too", -1, 50},
		{"one row", 1, 1},
		{"as many as asked", 51, 51},
		{"as many as there may be", 500, 500},
		{"and no more", 501, 500},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := (kernel.Page{Limit: c.limit}).Size(); got != c.want {
				t.Errorf("got %d", got)
			}
		})
	}
}
