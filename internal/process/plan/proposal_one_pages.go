package plan

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/text/redline"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// proposalPage is one proposal, with what can be decided of it.
type proposalPage struct {
	Page    ui.Page
	Head    ui.Head
	Item    proposalItem
	Form    ui.FormOf
	Parts   []proposalPart
	Own     *ui.Field // the words to take instead
	Nodes   []ui.Option
	Others  []proposalItem
	NodeSel web.FormState
}

// proposalPart is a change that can be taken or left.
type proposalPart struct {
	Value   string
	Redline redline.Redline
}

func (s *Service) oneProposal(r *http.Request, v *web.View) (Proposals, Proposal, error) {
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return Proposals{}, Proposal{}, fault.New(fault.NotFound, "fault.not_found")
	}
	all, err := s.Proposals(r.Context(), v.Actor, r.PathValue("slug"))
	if err != nil {
		return all, Proposal{}, err
	}
	i := slices.IndexFunc(all.All, func(p Proposal) bool { return p.ID == id })
	if i < 0 {
		return all, Proposal{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return all, all.All[i], nil
}

func (s *Service) showProposal(w http.ResponseWriter, r *http.Request, view *web.View) error {
	all, p, err := s.oneProposal(r, view)
	if err != nil {
		return err
	}
	return web.Render(w, r, view, http.StatusOK, proposalView(view, newProposalPage(words{view}, all, p, web.FormState{})))
}

func newProposalPage(v words, all Proposals, p Proposal, state web.FormState) proposalPage {
	item := v.proposalItem(all.Plan, all.Tree, p)
	title := v.T("plan.proposal.one", "what", item.What, "node", item.Label.Text)
	page := proposalPage{
		Page: ui.Page{Title: title, Private: true},
		Head: workHead(v, all.Plan, title, "", ui.Link{Text: v.T("plan.proposal.crumb"), Href: v.Href(proposalsPath(all.Plan.Slug))}, ui.Link{Text: item.What}),
		Item: item, Form: ui.FormOf{Action: item.Action, State: state, Version: int(p.Version)},
	}
	if !item.Open {
		return page
	}
	if item.Applies && (p.Kind == ProposeText || p.Kind == ProposeAdd) {
		rows := min(max(strings.Count(p.After, "\n")+3, 3), 16)
		page.Own = &ui.Field{Name: "text", Label: v.T("plan.proposal.own"), Hint: v.T("plan.proposal.own_hint"), Lang: string(p.Lang), Rows: rows, Optional: true}
	}
	for _, c := range item.Redline {
		if p.Kind == ProposeText && c.Decides() {
			page.Parts = append(page.Parts, proposalPart{strconv.Itoa(len(page.Parts)), redline.Redline{c}})
		}
	}
	if len(page.Parts) < 2 || !item.Applies {
		page.Parts = nil
	}
	page.Nodes = v.nodeOptions(all.Tree)
	page.NodeSel = web.NewState("node", p.Node)
	for _, one := range all.All {
		if one.ID != p.ID && p.Node != "" && one.Node == p.Node && one.State == ProposalOpen {
			page.Others = append(page.Others, v.proposalItem(all.Plan, all.Tree, one))
		}
	}
	return page
}

func (s *Service) decideOne(w http.ResponseWriter, r *http.Request, v *web.View) error {
	f, to, err := s.form(r, v)
	if err != nil {
		return err
	}
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	version, reply := int64(f.Version()), f.Text("reply")
	flash := "plan.proposal.flash_accepted"
	switch f.Choice("how", "accept", "reject", "place", "assign", "clash") {
	case "accept", "clash":
		_, err = s.AcceptProposal(r.Context(), to, id, decisionOf(f, version, reply))
	case "reject":
		flash = "plan.proposal.flash_rejected"
		_, err = s.CloseProposal(r.Context(), to, id, Refusal{Version: version, Reply: reply})
	case "place":
		flash = "plan.proposal.flash_placed"
		_, err = s.CloseProposal(r.Context(), to, id, Refusal{Version: version, Reply: reply, Placed: true})
	case "assign":
		flash = "plan.proposal.flash_assigned"
		_, err = s.AssignProposal(r.Context(), to, id, version, f.Values.Get("node"))
	default:
		err = f.Err()
	}
	if err != nil {
		return s.clashed(w, r, v, f, to, id, err)
	}
	web.SetFlash(w, flash)
	if flash == "plan.proposal.flash_assigned" {
		return web.Redirect(w, r, v, proposalPath(to.Slug, id))
	}
	return web.Redirect(w, r, v, proposalsPath(to.Slug))
}

func decisionOf(f *web.Form, version int64, reply string) Decision {
	in := Decision{Version: version, Reply: reply}
	for _, part := range f.Values["part"] {
		if n, err := strconv.Atoi(part); err == nil {
			in.Parts = append(in.Parts, n)
		}
	}
	if words := f.Text("text"); words != "" {
		in.Text = &words
	}
	if n, err := strconv.ParseInt(f.Values.Get("node_version"), 10, 64); err == nil {
		in.NodeVersion = n
	}
	return in
}

// clashPage shows three texts: as it was when the file was made, as it is now, and as it is proposed.
type clashPage struct {
	Page  ui.Page
	Head  ui.Head
	Item  proposalItem
	Now   redline.Redline // from what was to what is
	Lang  kernel.Lang
	Form  ui.FormOf
	Field ui.Field
	Node  string // version
	Back  ui.Act
}

// clashed shows the three texts of a clash, or the form again with what is wrong.
func (s *Service) clashed(w http.ResponseWriter, r *http.Request, view *web.View, f *web.Form, to To, id kernel.ID, err error) error {
	refused, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	all, p, loadErr := s.oneProposal(r, view)
	if loadErr != nil {
		return err
	}
	v := words{view}
	c, clashes := refused.Detail.(Clash)
	if !clashes {
		if !again(err) && refused.Kind != fault.Conflict || refused.Text.Key == "plan.proposal.fault.decided" {
			return err
		}
		return web.Render(w, r, view, refused.Kind.Status(), proposalView(view, newProposalPage(v, all, p, f.State(err))))
	}
	words := p.After
	if typed := f.Text("text"); typed != "" {
		words = typed
	}
	page := clashPage{
		Page: ui.Page{Title: v.T("plan.proposal.clash"), Private: true, Wide: true},
		Head: workHead(v, all.Plan, v.T("plan.proposal.clash"), v.T("plan.proposal.clash_lead"), ui.Link{Text: v.T("plan.proposal.crumb"), Href: v.Href(proposalsPath(to.Slug))}, ui.Link{Text: v.T("plan.proposal.clash")}),
		Item: v.proposalItem(all.Plan, all.Tree, p), Now: redline.Compare(mark(p.Before), mark(c.Now)), Lang: p.Lang,
		Form:  ui.FormOf{Action: proposalPath(to.Slug, id), Version: int(p.Version), State: web.NewState("text", words, "reply", f.Values.Get("reply"))},
		Field: ui.Field{Name: "text", Label: v.T("plan.proposal.third"), Lang: string(p.Lang), Rows: 10},
		Node:  strconv.FormatInt(c.Version, 10),
		Back:  ui.Act{Text: v.T("plan.proposal.leave"), Href: v.Href(proposalPath(to.Slug, id)), Kind: ui.Quiet},
	}
	return web.Render(w, r, view, http.StatusConflict, clashView(view, page))
}
