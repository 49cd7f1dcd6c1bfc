package plan

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Which names a text of a plan: its record, a published draft by its number, or the working draft.
type Which struct {
	Kind   Kind
	Number int // of a published draft
}

func (w Which) String() string {
	if w.Kind == Draft {
		return strconv.Itoa(w.Number)
	}
	return string(w.Kind)
}

// Range names two texts of a plan that are compared, the earlier one first.
type Range struct{ From, To Which }

func (r Range) String() string { return r.From.String() + rangeMark + r.To.String() }

const rangeMark = ".."

// ParseRange reads "1..2", "record..0" or "2..working".
func ParseRange(s string) (Range, error) {
	from, to, both := strings.Cut(s, rangeMark)
	a, knownA := parseWhich(from)
	b, knownB := parseWhich(to)
	switch {
	case !both || !knownA || !knownB:
		return Range{}, fault.New(fault.Invalid, "plan.fault.range")
	case a == b:
		return Range{}, fault.New(fault.Invalid, "plan.fault.range_same")
	case a.Kind == Working, a.Kind == Draft && b.Kind == Draft && a.Number > b.Number:
		return Range{}, fault.New(fault.Invalid, "plan.fault.range_order")
	}
	return Range{a, b}, nil
}

func parseWhich(s string) (Which, bool) {
	switch Kind(s) {
	case Record, Working:
		return Which{Kind: Kind(s)}, true
	case Draft, Discarded:
		return Which{}, false
	}
	n, err := number(s)
	return Which{Draft, n}, err == nil
}

// SideText is one of two texts that are compared.
type SideText struct {
	Which

	Tree Tree
	At   time.Time // of publication; of a working draft, of its last change
	Open bool      // everyone may read it
}

// Compared is two texts of a plan and what became of one in the other.
type Compared struct {
	Plan      Plan
	From, To  SideText
	Node      *Node // that the redline is of, with what is below it; nil for the whole plan
	Redline   TreeRedline
	Languages []kernel.Lang // of the process
	Lead      kernel.Lang
}

// Redline compares two texts of a plan, both of which the actor must be allowed to read. Words are compared in the given
// languages, or in all; with a node, only that and what is or was below it is told.
func (s *Service) Redline(ctx context.Context, actor kernel.Actor, slug string, r Range, node string, languages ...kernel.Lang) (c Compared, err error) {
	defer fault.In(&err, "plan.Redline(%s, %s)", slug, r)
	if c, err = s.pair(ctx, actor, slug, r); err != nil {
		return c, err
	}
	return c, c.compare(node, languages...)
}

// compare makes the redline of the two texts, of a node with what is or was below it.
func (c *Compared) compare(node string, languages ...kernel.Lang) error {
	c.Redline = CompareTrees(c.From.Tree, c.To.Tree, languages...)
	if node == "" {
		return nil
	}
	n, known := c.To.Tree.Get(node)
	if !known {
		if n, known = c.From.Tree.Get(node); !known {
			return fault.New(fault.NotFound, "fault.not_found")
		}
	}
	c.Node = &n
	c.Redline = c.Redline.within(c.From.Tree.Branch(node), c.To.Tree.Branch(node))
	return nil
}

// within keeps what concerns the nodes of a branch as it was and as it is.
func (r TreeRedline) within(was, is map[string]bool) TreeRedline {
	r.Nodes = slices.DeleteFunc(slices.Clone(r.Nodes), func(n NodeChange) bool {
		return (n.Before == nil || !was[n.Before.ID]) && (n.After == nil || !is[n.After.ID])
	})
	r.Count = countTree(r)
	return r
}

// pair reads the two texts.
func (s *Service) pair(ctx context.Context, actor kernel.Actor, slug string, r Range) (c Compared, err error) {
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		c = Compared{}
		var reading Reading
		if err := s.open(ctx, q, actor, slug, &reading); err != nil {
			return err
		}
		process, err := loadProcess(ctx, q)
		if err != nil {
			return err
		}
		c.Plan, c.Languages, c.Lead = reading.Plan, process.Languages, process.Lead
		if c.From, err = s.oneOf(ctx, q, actor, reading, r.From); err != nil {
			return err
		}
		c.To, err = s.oneOf(ctx, q, actor, reading, r.To)
		return err
	})
	return c, err
}

func (s *Service) oneOf(ctx context.Context, q db.Queryer, actor kernel.Actor, r Reading, which Which) (SideText, error) {
	if which.Kind == Working {
		d, err := findDraft(ctx, q, r.Plan.ID)
		if err != nil {
			return SideText{}, err
		}
		if err := s.walk.Access.Check(actor, Read, d.resource()); err != nil {
			return SideText{}, err
		}
		tree, err := loadTree(ctx, q, d.ID, r.Plan.Levels)
		which.Number = d.Number
		return SideText{Which: which, Tree: tree, At: d.Changed, Open: d.Audience == kernel.Public}, err
	}
	if which.Kind == Record {
		for _, e := range r.Editions { // by number: the last is the one that stands
			if e.Kind == Record {
				which.Number = e.Number
			}
		}
	}
	e, err := findEdition(ctx, q, r.Plan.ID, which.Kind, which.Number)
	if err != nil {
		return SideText{}, err
	}
	if err := s.walk.Access.Check(actor, Read, e.resource()); err != nil {
		return SideText{}, err
	}
	d, err := s.document(ctx, q, e)
	if err != nil {
		return SideText{}, err
	}
	return SideText{Which: which, Tree: d.Tree(), At: e.At, Open: e.Audience == kernel.Public}, nil
}

// LastBefore is the text that a reader would compare another with: of a draft and of the working draft, the published draft
// before it that they may see, else the record where that has any text.
func (r Reading) LastBefore(to Which) (Which, bool) {
	var last *Which
	for _, e := range r.Editions {
		switch {
		case e.Kind == Record && e.Nodes > 0 && last == nil:
			last = &Which{Kind: Record}
		case e.Kind == Draft && (to.Kind == Working || to.Kind == Draft && e.Number < to.Number):
			last = &Which{Draft, e.Number}
		}
	}
	if last == nil {
		return Which{}, false
	}
	return *last, true
}
