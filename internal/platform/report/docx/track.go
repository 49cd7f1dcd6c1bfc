package docx

import "time"

// Kind is the kind of a tracked change.
type Kind int

// The kinds of tracked changes.
const (
	Insert Kind = iota + 1
	Delete
	MoveFrom
	MoveTo
	Format
)

// String is the kind's name in tests and logs.
func (k Kind) String() string {
	return [...]string{"none", "insert", "delete", "moveFrom", "moveTo", "format"}[k]
}

// Revision says who changed something, and when.
type Revision struct {
	Kind   Kind
	ID     int // in the file that was read; Write numbers anew
	Author string
	Date   time.Time // zero when the file does not say
	Move   string    // joins where a text went from with where it went to
}

// Tracked says whether something was inserted, deleted, or inserted by one and then deleted by another.
type Tracked struct {
	Inserted *Revision // Insert or MoveTo
	Deleted  *Revision // Delete or MoveFrom
}

// Relook is a tracked change of a run's look.
type Relook struct {
	Revision Revision
	Look     Look // before
}

// Restyle is a tracked change of a paragraph's properties.
type Restyle struct {
	Revision Revision
	Style    string // before
	List     *List
}

// same says that two revisions are one change to a reader: the same person did the same at the same time.
func (r *Revision) same(o *Revision) bool {
	if r == nil || o == nil {
		return r == o
	}
	return r.Kind == o.Kind && r.Author == o.Author && r.Date.Equal(o.Date) && r.Move == o.Move
}
