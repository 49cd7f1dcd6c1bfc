package plan

import "testing"

func TestTwoChangesOfOneText(t *testing.T) {
	for _, c := range []struct {
		rule, before, one, other, want string
		ok                             bool
	}{
		{"in different paragraphs both are taken", "A.\n\nB.\n\nC.", "A one.\n\nB.\n\nC.", "A.\n\nB.\n\nC two.", "A one.\n\nB.\n\nC two.", true},
		{"in one paragraph they meet", "A.\n\nB.", "A one.\n\nB.", "A two.\n\nB.", "", false},
		{"beside each other they meet", "A.\n\nB.\n\nC.", "A one.\n\nB.\n\nC.", "A.\n\nB two.\n\nC.", "", false},
		{"more at the end and a change at the beginning", "A.\n\n- x\n- y", "A one.\n\n- x\n- y", "A.\n\n- x\n- y\n\nMore.", "A one.\n\n- x\n- y\n\nMore.", true},
		{"nothing changed since", "A.", "A.", "A two.", "A two.", true},
		{"two different ends meet", "A.", "A.\n\nOne.", "A.\n\nTwo.", "", false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got, ok := merged(c.before, c.one, c.other); got != c.want || ok != c.ok {
				t.Errorf("%q %v", got, ok)
			}
		})
	}
}
