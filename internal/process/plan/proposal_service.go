package plan

import (
	"context"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
)

// Proposals are what was proposed for a plan, with the text that they are for.
type Proposals struct {
	Plan    Plan
	Tree    Tree // of the working draft; empty when there is none
	Working bool
	All     []Proposal
}

// Proposals lists what was proposed for a plan, the nodes in their order. Only the secretariat sees it.
func (s *Service) Proposals(ctx context.Context, actor kernel.Actor, slug string) (out Proposals, err error) {
	defer fault.In(&err, "plan.Proposals(%s)", slug)
	out.Plan, err = s.plan(ctx, actor, slug)
	if err != nil {
		return out, err
	}
	if err := s.walk.Access.Check(actor, Review, out.Plan.resource()); err != nil {
		return out, err
	}
	err = s.walk.DB.Read(ctx, func(q db.Queryer) error {
		out.Tree = Tree{Levels: out.Plan.Levels}
		d, err := findDraft(ctx, q, out.Plan.ID)
		switch {
		case fault.Is(err, fault.NotFound):
		case err != nil:
			return err
		default:
			out.Working = true
			if out.Tree, err = loadTree(ctx, q, d.ID, out.Plan.Levels); err != nil {
				return err
			}
		}
		out.All, err = listProposals(ctx, q, out.Plan.ID)
		return err
	})
	at := map[string]int{"": -1}
	for i, n := range out.Tree.Nodes {
		at[n.ID] = i
	}
	slices.SortStableFunc(out.All, func(a, b Proposal) int { return at[a.Node] - at[b.Node] })
	return out, err
}

// Decision is how a proposal is accepted.
type Decision struct {
	Version     int64   `json:"version" doc:"Of the proposal that the client saw"`
	Parts       []int   `json:"parts,omitempty" doc:"Of a text: the changes that are taken, by their place among those to decide, from 0; none for all"`
	Text        *string `json:"text,omitempty" doc:"Other words instead, as after a conflict"`
	NodeVersion int64   `json:"node_version,omitempty" doc:"Of the node that the other words are for"`
	Reply       string  `json:"reply,omitempty"`
}

// Clash is the Detail of a Conflict: the node changed since the file was made, so three texts are there.
type Clash struct {
	Proposal Proposal
	Now      string
	Version  int64 // of the node
}

// AcceptProposal makes the change that was proposed, as an edit of the working draft, and closes the proposal. A comment is
// answered. Where the same paragraphs of the node changed since the file was made it is a Conflict whose Detail is a Clash.
func (s *Service) AcceptProposal(ctx context.Context, to To, id kernel.ID, in Decision) (p Proposal, err error) {
	defer fault.In(&err, "plan.AcceptProposal(%s)", to.Slug)
	if err := s.mayReview(ctx, to); err != nil {
		return p, err
	}
	return revise(ctx, s, to, func(ctx context.Context, tx *act.Tx, d desk) (Tree, Proposal, stroke, error) {
		p, err := openProposal(ctx, tx, d.Plan.ID, id, in.Version)
		if err != nil {
			return d.Tree, p, stroke{}, err
		}
		after, kind, err := accept(d.Tree, d.Process.Lead, &p, in)
		if err != nil {
			return d.Tree, p, stroke{}, err
		}
		p.State, p.Reply = ProposalAccepted, in.Reply
		p, err = settled(ctx, tx, p)
		return after, p, stroke{kind: kind}, err
	})
}

func (s *Service) mayReview(ctx context.Context, to To) error {
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return err
	}
	return s.walk.Access.Check(to.Actor, Review, p.resource())
}

// openProposal is a proposal that nobody decided on, at the version that the actor saw.
func openProposal(ctx context.Context, q db.Queryer, plan, id kernel.ID, version int64) (Proposal, error) {
	p, err := findProposal(ctx, q, plan, id)
	if err == nil && (p.State != ProposalOpen || p.Version != version) {
		err = fault.New(fault.Conflict, "plan.proposal.fault.decided")
	}
	return p, err
}

// settled stores what became of a proposal.
func settled(ctx context.Context, tx *act.Tx, p Proposal) (Proposal, error) {
	p.Decided, p.Role = &tx.Now, tx.Office.Role
	err := updateProposal(ctx, tx, p, tx.Actor.ID)
	p.Version++
	return p, err
}

// accept is the text after a proposal. What was taken over is noted in it.
func accept(t Tree, lead kernel.Lang, p *Proposal, in Decision) (Tree, RevisionKind, error) {
	if p.Kind == ProposeComment {
		return t, DidEdit, nil
	}
	if !p.Applies() {
		return t, "", fault.New(fault.Invalid, "plan.proposal.fault.by_hand")
	}
	if p.Kind == ProposeAdd {
		return acceptAdd(t, lead, p, in)
	}
	n, known := t.Get(p.Node)
	if !known {
		return t, "", fault.New(fault.Conflict, "plan.proposal.fault.node_gone")
	}
	switch p.Kind {
	case ProposeMove:
		next, err := t.Move(n.ID, p.Parent, t.behind(p.Parent, p.Next, n.ID))
		return next, DidMove, err
	case ProposeRemove:
		return acceptRemove(t, *p, n)
	case ProposeText, ProposeAdd, ProposeComment:
	}
	return acceptText(t, lead, p, n, in)
}

// behind is the place among the children of a parent, without a node, that follows another; 0 is the first.
func (t Tree) behind(parent, next, without string) int {
	at := 0
	for i, x := range slices.DeleteFunc(t.Children(parent), func(x Node) bool { return x.ID == without }) {
		if x.ID == next {
			at = i + 1
		}
	}
	return at
}

func acceptAdd(t Tree, lead kernel.Lang, p *Proposal, in Decision) (Tree, RevisionKind, error) {
	words := p.After
	if in.Text != nil {
		words = *in.Text
		p.Taken = words
	}
	n := NodeText{Level: p.Level, Text: kernel.Text{p.Lang: {Text: words}}}.apply(Node{ID: string(kernel.NewID()), Parent: p.Parent}, lead)
	next, err := t.Add(n)
	if err != nil {
		return t, "", err
	}
	next, err = next.Move(n.ID, p.Parent, t.behind(p.Parent, p.Next, n.ID))
	p.Node = n.ID
	return next, DidAdd, err
}

func acceptRemove(t Tree, p Proposal, n Node) (Tree, RevisionKind, error) {
	if len(t.Children(n.ID)) > 0 || len(t.Of(n.ID)) > 0 {
		return t, "", fault.New(fault.Conflict, "plan.proposal.fault.has_below")
	}
	if now := canonical(n.Text[p.Lang].Text); p.Before != "" && n.Text[p.Lang].Text != "" && now != p.Before {
		return t, "", clash(p, n, now)
	}
	next, err := t.Remove(n.ID)
	return next, DidRemove, err
}

func clash(p Proposal, n Node, now string) error {
	conflict := fault.New(fault.Conflict, "plan.proposal.fault.changed")
	conflict.Detail = Clash{p, now, n.Version}
	return conflict
}

func acceptText(t Tree, lead kernel.Lang, p *Proposal, n Node, in Decision) (Tree, RevisionKind, error) {
	words := p.After
	now := partOf(n, *p)
	switch {
	case in.Text != nil && in.NodeVersion != 0:
		if n.Version != in.NodeVersion {
			return t, "", clash(*p, n, now)
		}
		words = *in.Text
	case now == p.After && in.Text == nil && len(in.Parts) == 0:
	default:
		if in.Text != nil {
			words = *in.Text
		} else if len(in.Parts) > 0 {
			words = p.partly(in.Parts)
		}
		if now != p.Before {
			both, ok := merged(p.Before, now, words)
			if !ok || p.Part != PartText {
				return t, "", clash(*p, n, now)
			}
			words = both
		}
	}
	if words != p.After {
		p.Taken = words
	}
	given := NodeText{Level: n.Level, Code: n.Code, Paraphrase: n.Paraphrase, Inferred: n.Inferred, Sources: n.Sources}
	switch p.Part {
	case PartCode:
		given.Code = strings.TrimSpace(words)
	case PartNote:
		given.Note = kernel.Text{p.Lang: {Text: words}}
	default:
		given.Text = kernel.Text{p.Lang: {Text: words}}
	}
	next, err := t.Replace(given.apply(n, lead))
	return next, DidEdit, err
}

// partOf is what stands now where a proposal has other words.
func partOf(n Node, p Proposal) string {
	switch p.Part {
	case PartCode:
		return n.Code
	case PartNote:
		return n.Note[p.Lang].Text
	}
	return canonical(n.Text[p.Lang].Text)
}

// Redline is the way from the words before to those proposed.
func (p Proposal) Redline() redline.Redline {
	return redline.Compare(markup.Parse(p.Before), markup.Parse(p.After))
}

// partly is the text with some of the changes, by their place among those to decide.
func (p Proposal) partly(parts []int) string {
	r := p.Redline()
	place := map[int]int{}
	for i := range r {
		if r[i].Decides() {
			place[i] = len(place)
		}
	}
	return r.Choose(func(i int) bool { return slices.Contains(parts, place[i]) }).String()
}

// Refusal is how a proposal is closed without a change of the text.
type Refusal struct {
	Version int64  `json:"version" doc:"Of the proposal that the client saw"`
	Reply   string `json:"reply,omitempty"`
	Placed  bool   `json:"placed,omitempty" doc:"It was seen to by hand; otherwise it is rejected"`
}

// CloseProposal rejects a proposal, or notes that it was seen to by hand.
func (s *Service) CloseProposal(ctx context.Context, to To, id kernel.ID, in Refusal) (p Proposal, err error) {
	defer fault.In(&err, "plan.CloseProposal(%s)", to.Slug)
	return s.decide(ctx, to, func(ctx context.Context, tx *act.Tx, plan Plan) (Proposal, error) {
		p, err := openProposal(ctx, tx, plan.ID, id, in.Version)
		if err != nil {
			return p, err
		}
		p.State, p.Reply = ProposalRejected, in.Reply
		if in.Placed {
			p.State = ProposalPlaced
		}
		return settled(ctx, tx, p)
	})
}

// AssignProposal says which node a proposal is of, where the program did not find it or found another.
func (s *Service) AssignProposal(ctx context.Context, to To, id kernel.ID, version int64, node string) (p Proposal, err error) {
	defer fault.In(&err, "plan.AssignProposal(%s)", to.Slug)
	return s.decide(ctx, to, func(ctx context.Context, tx *act.Tx, plan Plan) (Proposal, error) {
		p, err := openProposal(ctx, tx, plan.ID, id, version)
		if err != nil {
			return p, err
		}
		d, err := findDraft(ctx, tx, plan.ID)
		if err != nil {
			return p, err
		}
		t, err := loadTree(ctx, tx, d.ID, plan.Levels)
		if err != nil {
			return p, err
		}
		if _, known := t.Get(node); !known {
			return p, fault.New(fault.NotFound, "fault.not_found")
		}
		p.Node, p.How, p.Confidence = node, ByHand, 1
		err = updateProposal(ctx, tx, p, "")
		p.Version++
		return p, err
	})
}

// decide runs a rule on proposals that leaves the text as it is.
func (s *Service) decide(ctx context.Context, to To, rule func(ctx context.Context, tx *act.Tx, p Plan) (Proposal, error)) (Proposal, error) {
	p, err := s.plan(ctx, to.Actor, to.Slug)
	if err != nil {
		return Proposal{}, err
	}
	call := act.Call{Actor: to.Actor, Action: Review, Resource: p.resource(), Submission: to.Submission}
	return act.Do(ctx, s.walk, call, func(ctx context.Context, tx *act.Tx) (Proposal, error) { return rule(ctx, tx, p) })
}

// Swept is what became of all proposals of an author.
type Swept struct {
	Done int `json:"done"`
	Left int `json:"left" doc:"They clash with the text as it is, or have to be placed by hand"`
}

// AcceptAll accepts every open proposal of an author that can be made without a clash; the others stay open.
func (s *Service) AcceptAll(ctx context.Context, to To, author string) (out Swept, err error) {
	defer fault.In(&err, "plan.AcceptAll(%s)", to.Slug)
	if err := s.mayReview(ctx, to); err != nil {
		return out, err
	}
	return revise(ctx, s, to, func(ctx context.Context, tx *act.Tx, d desk) (Tree, Swept, stroke, error) {
		all, err := listProposals(ctx, tx, d.Plan.ID)
		if err != nil {
			return d.Tree, Swept{}, stroke{}, err
		}
		t, out := d.Tree, Swept{}
		for _, p := range all {
			if p.Author != author || p.State != ProposalOpen {
				continue
			}
			next, _, err := accept(t, d.Process.Lead, &p, Decision{})
			if err != nil || p.Kind == ProposeComment {
				out.Left++
				continue
			}
			p.State = ProposalAccepted
			if _, err := settled(ctx, tx, p); err != nil {
				return d.Tree, out, stroke{}, err
			}
			t = next
			out.Done++
		}
		return t, out, stroke{kind: DidEdit}, nil
	})
}

// RejectAll rejects every open proposal of an author.
func (s *Service) RejectAll(ctx context.Context, to To, author, reply string) (out Swept, err error) {
	defer fault.In(&err, "plan.RejectAll(%s)", to.Slug)
	_, err = s.decide(ctx, to, func(ctx context.Context, tx *act.Tx, plan Plan) (Proposal, error) {
		out = Swept{}
		all, err := listProposals(ctx, tx, plan.ID)
		if err != nil {
			return Proposal{}, err
		}
		for _, p := range all {
			if p.Author != author || p.State != ProposalOpen {
				continue
			}
			p.State, p.Reply = ProposalRejected, reply
			if _, err := settled(ctx, tx, p); err != nil {
				return p, err
			}
			out.Done++
		}
		return Proposal{}, nil
	})
	return out, err
}
