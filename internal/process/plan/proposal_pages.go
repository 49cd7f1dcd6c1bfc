package plan

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/kernel"
	"sampan/internal/platform/text"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// proposalItem is a proposal as pages show it.
type proposalItem struct {
	ID       string
	Index    string // in a preview
	Label    ui.Link
	Level    string
	What     string
	Sign     string
	By       string
	Marks    []ui.Mark
	Lang     kernel.Lang
	Redline  redline.Redline
	Where    string // of an addition or a move
	Quote    string
	Said     []saidLine
	Outcome  string
	Reply    string
	Taken    string
	Asks     bool // what the addition is
	Suggest  string
	Places   bool // the node is to be named
	Action   string
	Version  int
	Applies  bool
	Answers  bool // a comment
	Open     bool
	Partly   ui.Link
	Together bool // others on the same node are open too
}

// saidLine is a comment or an answer to it.
type saidLine struct{ By, Text string }

// signs are the marks of the kinds of proposals, which words say too.
var signs = map[ProposalKind]string{ProposeText: "±", ProposeAdd: "+", ProposeRemove: "−", ProposeMove: "→", ProposeComment: "“"}

func (w words) author(name string) string {
	if name == "" {
		return w.T("plan.proposal.nobody")
	}
	return name
}

// shortName is a node in few words.
func (w words) shortName(t Tree, n Node) string {
	level, _ := t.Levels.Get(n.Level)
	name := strings.TrimSpace(w.level(level) + " " + n.Code)
	words := text.Shorten(strings.ReplaceAll(markPlain(w.Text(n.Text).Text), "\n", " "), 60)
	if words == "" {
		return name
	}
	return w.T("plan.node.name", "code", name, "text", words)
}

func (w words) proposalItem(plan Plan, t Tree, p Proposal) proposalItem {
	item := proposalItem{
		ID: string(p.ID), What: w.proposalWhat(p), Sign: signs[p.Kind], Lang: p.Lang, By: w.author(p.Author), Suggest: p.Suggest, Version: int(p.Version),
		Applies: p.Applies(), Answers: p.Kind == ProposeComment, Open: p.State == ProposalOpen, Reply: p.Reply, Taken: p.Taken, Label: ui.Link{Text: p.Label},
	}
	if p.At != nil {
		item.By = w.T("plan.proposal.by_at", "author", item.By, "time", w.Time(*p.At))
	}
	if n, known := t.Get(p.Node); known {
		level, _ := t.Levels.Get(n.Level)
		item.Label, item.Level = ui.Link{Text: n.Code, Href: w.Href(nodePath(plan.Slug, n.ID))}, w.level(level)
		if n.Code == "" {
			item.Label.Text, item.Level = item.Level, ""
		}
	} else if p.Label == "" {
		item.Label.Text = w.T("plan.proposal.no_node")
	}
	if p.ID != "" {
		item.Action = proposalPath(plan.Slug, p.ID)
		item.Partly = ui.Link{Text: w.T("plan.proposal.look"), Href: w.Href(item.Action)}
	}
	w.proposalMarks(&item, p)
	w.proposalWords(&item, t, p)
	return item
}

func (w words) proposalWhat(p Proposal) string {
	if p.Part != "" {
		return w.T("plan.proposal.part." + p.Part)
	}
	return w.T("plan.proposal.kind." + string(p.Kind))
}

func (w words) proposalMarks(item *proposalItem, p Proposal) {
	add := func(is bool, kind, key string, args ...any) {
		if is {
			item.Marks = append(item.Marks, ui.Mark{Text: w.T(key, args...), Kind: kind, Tag: true})
		}
	}
	add(!p.Tracked, "warn", "plan.proposal.untracked")
	add(p.Resolved, "", "plan.proposal.resolved")
	add(p.How == ByCode, "", "plan.proposal.how_code")
	add(p.How == ByLikeness, "warn", "plan.proposal.how_likeness", "percent", int(p.Confidence*100))
	add(p.How == ByHand, "", "plan.proposal.how_hand")
	if !item.Open {
		item.Outcome = w.T("plan.proposal.state." + string(p.State))
		if p.Decided != nil {
			item.Outcome = w.T("plan.proposal.decided", "state", item.Outcome, "role", w.Loc.Role(p.Role), "time", w.Time(*p.Decided))
		}
	}
}

func (w words) proposalWords(item *proposalItem, t Tree, p Proposal) {
	switch p.Kind {
	case ProposeComment:
		item.Quote = p.Before
		item.Said = append(item.Said, saidLine{Text: p.After})
		for _, a := range p.Thread {
			by := a.Author
			if a.At != nil {
				by = w.T("plan.proposal.by_at", "author", a.Author, "time", w.Time(*a.At))
			}
			item.Said = append(item.Said, saidLine{by, a.Text})
		}
	case ProposeMove:
		item.Redline = redline.Compare(mark(p.Before), mark(p.Before))
		item.Where = w.placeWords(t, p)
	case ProposeAdd:
		item.Redline = redline.Compare(nil, mark(p.After))
		item.Where = w.placeWords(t, p)
	case ProposeText, ProposeRemove:
		item.Redline = p.Redline()
	}
}

// placeWords say where an addition or a move goes.
func (w words) placeWords(t Tree, p Proposal) string {
	if next, known := t.Get(p.Next); known {
		return w.T("plan.proposal.after", "node", w.shortName(t, next))
	}
	if parent, known := t.Get(p.Parent); known {
		return w.T("plan.proposal.first_below", "node", w.shortName(t, parent))
	}
	return w.T("plan.proposal.first")
}

// proposalsPage lists proposals.
type proposalsPage struct {
	Page    ui.Page
	Head    ui.Head
	Tally   []ui.Count
	Path    string
	Authors []ui.Option
	States  []ui.Option
	Kinds   []ui.Option
	Node    string
	All     *allOf
	Items   []proposalItem
	Prev    string
	Next    string
	Shown   int
	Total   int
	Empty   string
}

// allOf is the form that decides on everything of one author.
type allOf struct {
	Form   ui.FormOf
	Author string
	Title  string
	Count  int
}

const proposalsShown = 50

func (s *Service) showProposals(w http.ResponseWriter, r *http.Request, view *web.View) error {
	all, err := s.Proposals(r.Context(), view.Actor, r.PathValue("slug"))
	if err != nil {
		return err
	}
	v := words{view}
	if format := web.Format(r); format != "" {
		return sendProposals(w, v, all, format)
	}
	return web.Render(w, r, view, http.StatusOK, proposalsView(view, newProposalsPage(v, all)))
}

// anyState asks for proposals in every state.
const anyState = "any"

// asked are the proposals that the address asks for: by author, state, kind and node; the open ones when it says nothing.
func asked(q url.Values, all []Proposal) []Proposal {
	state := q.Get("state")
	if state == "" {
		state = string(ProposalOpen)
	}
	return slices.DeleteFunc(slices.Clone(all), func(p Proposal) bool {
		author, by := q.Get("author"), p.Author
		if by == "" {
			by = "-"
		}
		return state != anyState && string(p.State) != state || author != "" && by != author ||
			q.Get("kind") != "" && string(p.Kind) != q.Get("kind") || q.Get("node") != "" && p.Node != q.Get("node")
	})
}

func newProposalsPage(v words, all Proposals) proposalsPage {
	slug := all.Plan.Slug
	p := proposalsPage{
		Page: ui.Page{Title: v.T("plan.proposal.title"), Private: true, Wide: true},
		Head: workHead(v, all.Plan, v.T("plan.proposal.title"), v.T("plan.proposal.lead"), ui.Link{Text: v.T("plan.proposal.crumb")}),
		Path: proposalsPath(slug), Node: v.Query.Get("node"),
	}
	p.Head.Acts = []ui.Act{{Text: v.T("plan.word.act"), Href: v.Href(wordPath(slug)), Kind: ui.Second}}
	p.Page.Formats = []ui.Format{{Name: v.T("plan.format.xlsx"), Href: v.Href(p.Path) + ".xlsx"}}
	counts, authors, open := map[ProposalState]int{}, map[string]int{}, map[string]int{}
	for _, one := range all.All {
		counts[one.State]++
		authors[one.Author]++
		if one.State == ProposalOpen && one.Kind != ProposeComment {
			open[one.Node]++
		}
	}
	p.Kinds = []ui.Option{{Text: v.T("plan.proposal.any")}}
	for _, state := range ProposalStates {
		name := v.T("plan.proposal.state." + string(state))
		p.Tally = append(p.Tally, ui.Count{Value: v.Loc.Number(int64(counts[state])), Label: name, Href: v.Href(p.Path) + "?state=" + string(state)})
		value := string(state)
		if state == ProposalOpen {
			value = ""
		}
		p.States = append(p.States, ui.Option{Value: value, Text: name})
	}
	p.States = append(p.States, ui.Option{Value: anyState, Text: v.T("plan.proposal.any")})
	for _, kind := range ProposalKinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: string(kind), Text: v.T("plan.proposal.kind." + string(kind))})
	}
	p.Authors = []ui.Option{{Text: v.T("plan.proposal.any")}}
	for _, name := range slices.Sorted(maps.Keys(authors)) {
		value := name
		if value == "" {
			value = "-"
		}
		p.Authors = append(p.Authors, ui.Option{Value: value, Text: v.T("plan.proposal.author_count", "author", v.author(name), "count", authors[name])})
	}
	list := asked(v.Query, all.All)
	p.page(v, list)
	from := min(v.from(), len(list))
	for _, one := range list[from:min(from+proposalsShown, len(list))] {
		item := v.proposalItem(all.Plan, all.Tree, one)
		item.Together = one.Node != "" && open[one.Node] > 1 && item.Open
		p.Items = append(p.Items, item)
	}
	p.all(v, slug, list)
	if len(all.All) == 0 {
		p.Empty = v.T("plan.proposal.none")
	} else if len(list) == 0 {
		p.Empty = v.T("plan.proposal.none_such")
	}
	return p
}

// from is the first proposal that the address asks for.
func (w words) from() int {
	n, err := strconv.Atoi(w.Query.Get("from"))
	if err != nil {
		return 0
	}
	return max(n, 0)
}

func (p *proposalsPage) page(v words, list []Proposal) {
	from := v.from()
	p.Total = len(list)
	p.Shown = max(0, min(len(list)-from, proposalsShown))
	at := func(n int) string {
		q := maps.Clone(v.Query)
		q.Set("from", strconv.Itoa(n))
		return v.Href(p.Path) + "?" + q.Encode()
	}
	if from > 0 {
		p.Prev = at(max(from-proposalsShown, 0))
	}
	if from+proposalsShown < len(list) {
		p.Next = at(from + proposalsShown)
	}
}

// all offers to decide on everything of an author at once, where the list is of one author.
func (p *proposalsPage) all(v words, slug string, list []Proposal) {
	author := v.Query.Get("author")
	n := 0
	for _, one := range list {
		if one.State == ProposalOpen {
			n++
		}
	}
	if author == "" || n == 0 {
		return
	}
	name := strings.TrimPrefix(author, "-")
	p.All = &allOf{Form: ui.FormOf{Action: proposalsPath(slug)}, Author: author, Title: v.T("plan.proposal.all_of", "author", v.author(name), "count", n), Count: n}
}

func (s *Service) decideAll(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	author := f.Values.Get("author")
	if author == "-" {
		author = ""
	}
	flash := "plan.proposal.flash_rejected_all"
	if f.Choice("how", "accept", "reject") == "accept" {
		var out Swept
		out, err = s.AcceptAll(r.Context(), to, author)
		flash = "plan.proposal.flash_accepted_all"
		if out.Left > 0 {
			flash = "plan.proposal.flash_accepted_some"
		}
	} else if err = f.Err(); err == nil {
		_, err = s.RejectAll(r.Context(), to, author, f.Text("reply"))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, flash)
	return web.Redirect(w, r, v, proposalsPath(to.Slug))
}
