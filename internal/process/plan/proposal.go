package plan

import (
	"time"

	"sampan/internal/kernel"
)

// ProposalKind is what a proposal is for.
type ProposalKind string

// The kinds of proposals.
const (
	ProposeText    ProposalKind = "text"    // other words
	ProposeAdd     ProposalKind = "add"     // a new entry
	ProposeRemove  ProposalKind = "remove"  // an entry goes
	ProposeMove    ProposalKind = "move"    // an entry goes elsewhere
	ProposeComment ProposalKind = "comment" // something is said and no words are given
)

// ProposalState is what became of a proposal.
type ProposalState string

// The states of a proposal. All but the open ones stay on record as they are.
const (
	ProposalOpen     ProposalState = "open"
	ProposalAccepted ProposalState = "accepted" // of a comment: answered
	ProposalRejected ProposalState = "rejected"
	ProposalPlaced   ProposalState = "placed" // somebody saw to it by hand
)

// ProposalStates lists the states in the order in which people ask for them.
var ProposalStates = []ProposalState{ProposalOpen, ProposalAccepted, ProposalPlaced, ProposalRejected}

// ProposalKinds lists the kinds.
var ProposalKinds = []ProposalKind{ProposeText, ProposeAdd, ProposeRemove, ProposeMove, ProposeComment}

// The parts of an entry that a proposal can be about, beside its text, "".
const (
	PartText       = ""
	PartCode       = "code"
	PartNote       = "note"
	PartIndicators = "indicators"
	PartStruck     = "struck"    // of another's proposal: what it puts in is struck out again
	PartElsewhere  = "elsewhere" // outside the entries: the cover, a footnote, what could not be placed
)

// Proposal is what somebody proposes for a node of a working draft, in a file that came back.
type Proposal struct {
	ID         kernel.ID     `json:"id"`
	File       kernel.ID     `json:"file" doc:"The Word file that it came in"`
	Node       string        `json:"node,omitempty" doc:"Id of the node; none for what could not be placed"`
	Label      string        `json:"label,omitempty" doc:"What the file called the node"`
	Lang       kernel.Lang   `json:"lang,omitempty"`
	Kind       ProposalKind  `json:"kind" enum:"text,add,remove,move,comment"`
	Part       string        `json:"part,omitempty" doc:"code, note, indicators, struck or elsewhere; none for the text"`
	Author     string        `json:"author,omitempty" doc:"As the file names them; none for what was not tracked"`
	At         *time.Time    `json:"at,omitempty" doc:"As the file says"`
	Tracked    bool          `json:"tracked" doc:"The file showed it as a change; otherwise comparison found it"`
	Before     string        `json:"before,omitempty" doc:"Markdown; of a comment, the words that it is about"`
	After      string        `json:"after,omitempty" doc:"Markdown; of a comment, what it says"`
	Thread     []Answer      `json:"thread,omitempty" doc:"Answers to a comment, in the file"`
	Resolved   bool          `json:"resolved,omitempty" doc:"A comment that the file shows as settled"`
	Parent     string        `json:"parent,omitempty" doc:"Of an addition or a move: the node to hang it below"`
	Level      string        `json:"level,omitempty" doc:"Of an addition"`
	Next       string        `json:"next,omitempty" doc:"Of an addition or a move: the node that it comes after; none for the first place"`
	Suggest    string        `json:"suggest,omitempty" doc:"Of an addition in a preview: add, below or extend"`
	How        RecognisedBy  `json:"how,omitempty" doc:"By what the node was recognised"`
	Confidence float64       `json:"confidence,omitempty"`
	State      ProposalState `json:"state" enum:"open,accepted,rejected,placed"`
	Taken      string        `json:"taken,omitempty" doc:"The words that were taken over, where they are others than proposed"`
	Decided    *time.Time    `json:"decided,omitempty"`
	Role       kernel.Role   `json:"role,omitempty" doc:"The office that decided"`
	Reply      string        `json:"reply,omitempty"`
	Version    int64         `json:"version"`
}

// What can be made of paragraphs that stand between two nodes.
const (
	SuggestAdd    = "add"    // a node beside the one before
	SuggestBelow  = "below"  // a node below it
	SuggestExtend = "extend" // more of its text
	SuggestByHand = "hand"   // listed, for somebody to place
)

// Answer is an answer to a comment in a file.
type Answer struct {
	Author string     `json:"author"`
	At     *time.Time `json:"at,omitempty"`
	Text   string     `json:"text"`
}

// RecognisedBy says by what a node was recognised in a file.
type RecognisedBy string

// The ways to recognise a node, the surest first.
const (
	ByMark     RecognisedBy = "mark"
	ByCode     RecognisedBy = "code"
	ByLikeness RecognisedBy = "likeness"
	ByHand     RecognisedBy = "hand"
)

// Applies says that the program can make the change itself. What it cannot is placed by hand.
func (p Proposal) Applies() bool {
	switch {
	case p.Kind == ProposeComment || p.Node == "" && p.Kind != ProposeAdd:
		return false
	case p.Kind == ProposeText:
		return p.Part == PartText || p.Part == PartNote || p.Part == PartCode
	}
	return true
}

// timeOf is a time that may be unknown.
func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
