package plan

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// redlinePage is what changed between two texts of a plan.
type redlinePage struct {
	Page    ui.Page
	Head    ui.Head
	Address string
	Tally   []ui.Count
	Notice  string // that nodes were matched by likeness
	Views   []redlineViews
	List    []ui.Link
	Rows    []redlineRow
	Side    bool
	Names   [2]string // of the two texts
	Empty   string
}

// redlineViews are links to other ways of showing the same.
type redlineViews struct {
	Name  string
	Links []ui.Link
}

// redlineAsk is what the address asks for.
type redlineAsk struct {
	Range     Range
	Node      string
	Side, All bool
	Lang      kernel.Lang // "" for the reader's own
}

// allLanguages asks for the words of every language.
const allLanguages = "all"

func askOf(v *web.View, r Range) redlineAsk {
	return redlineAsk{
		Range: r, Node: v.Query.Get("node"), Side: v.Query.Get("view") == "side", All: v.Query.Get("show") == allLanguages,
		Lang: kernel.Lang(v.Query.Get("lang")),
	}
}

// href is the address of the redline, asked for in some way.
func (a redlineAsk) href(v words, slug string) string {
	path, mark := redlinePath(slug, a.Range), "?"
	add := func(is bool, query string) {
		if is {
			path, mark = path+mark+query, "&"
		}
	}
	add(a.Node != "", "node="+a.Node)
	add(a.Side, "view=side")
	add(a.All, "show="+allLanguages)
	add(a.Lang != "", "lang="+string(a.Lang))
	return v.Href(path)
}

// languages are those whose words are compared.
func (a redlineAsk) languages(v words, c Compared) []kernel.Lang {
	switch {
	case a.Lang == allLanguages:
		return nil
	case a.Lang != "":
		return []kernel.Lang{a.Lang}
	case c.From.Tree.has(v.Lang) || c.To.Tree.has(v.Lang):
		return []kernel.Lang{v.Lang}
	}
	return []kernel.Lang{c.Lead}
}

// has says that any node has words in the language.
func (t Tree) has(lang kernel.Lang) bool {
	return slices.ContainsFunc(t.Nodes, func(n Node) bool { return n.Text[lang].Text != "" })
}

func (s *Service) showRedline(w http.ResponseWriter, r *http.Request, view *web.View, of string) error {
	which, err := ParseRange(of)
	if err != nil {
		return err
	}
	c, err := s.pair(r.Context(), view.Actor, r.PathValue("slug"), which)
	if err != nil {
		return err
	}
	v, ask := words{view}, askOf(view, which)
	if ask.Lang != "" && ask.Lang != allLanguages && !slices.Contains(c.Languages, ask.Lang) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	languages := ask.languages(v, c)
	if err := c.compare(ask.Node, languages...); err != nil {
		return err
	}
	if format := web.Format(r); format == FormatWord {
		return s.sendRedlineWord(w, r, v, c)
	} else if format != "" {
		return sendRedline(w, r, v, c, format)
	}
	if c.To.Kind == Working {
		w.Header().Set("Cache-Control", "no-store")
	}
	return web.Render(w, r, view, http.StatusOK, redlineView(view, newRedlinePage(v, c, ask, languages)))
}

// sendRedline answers with a redline in another form.
func sendRedline(w http.ResponseWriter, r *http.Request, v words, c Compared, format string) error {
	var body []byte
	switch format {
	case FormatJSON:
		raw, err := json.Marshal(bodyOf(c))
		if err != nil {
			return err
		}
		body = raw
	case FormatMarkdown:
		body = []byte(redlineMarkdown(v, c))
	default:
		return fault.New(fault.NotFound, "fault.not_found")
	}
	file := &lateHeaders{
		ResponseWriter: w, media: MediaTypes[format], private: v.Actor.SignedIn(),
		file: c.Plan.Slug + "-" + c.From.String() + "-" + c.To.String() + "." + format,
	}
	file.set()
	web.Send(w, r, body)
	return nil
}

func newRedlinePage(v words, c Compared, ask redlineAsk, languages []kernel.Lang) redlinePage {
	slug := c.Plan.Slug
	from, to := v.which(c.From.Which), v.which(c.To.Which)
	title := v.T("plan.redline.title", "plan", c.Plan.Short, "from", from, "to", to)
	if c.Node != nil {
		title = v.T("plan.redline.title_node", "node", v.name(*c.Node), "from", from, "to", to)
	}
	p := redlinePage{
		Page: ui.Page{Title: title, Private: !c.From.Open || !c.To.Open},
		Head: ui.Head{
			Crumbs: crumbs(v, &c.Plan, ui.Link{Text: v.T("plan.drafts.crumb"), Href: v.Href(draftsPath(slug))},
				ui.Link{Text: v.T("plan.redline.crumb", "from", from, "to", to)}),
			Title: ui.Shown(title), Lead: ui.Shown(v.redlineLead(c)), Print: true,
		},
		Address: v.Site.Address + v.Href(redlinePath(slug, ask.Range)), Side: ask.Side, Names: [2]string{from, to},
	}
	plain := ask
	plain.Side, plain.All = false, false
	for _, f := range []string{FormatWord, FormatMarkdown, FormatJSON} {
		p.Head.Files = append(p.Head.Files, ui.Format{Name: v.T("plan.format." + f), Href: suffixed(plain.href(v, slug), "."+f)})
	}
	if c.Redline.ByLikeness {
		p.Notice = v.T("plan.redline.by_likeness")
	}
	if !c.Redline.Count.Any() {
		p.Empty = v.T("plan.redline.empty")
	}
	p.Views = v.redlineViews(c, ask, languages)
	m := rowMaker{words: v, compared: c, ask: ask, languages: languages}
	m.rows(&p)
	p.Tally = v.redlineTally(c, m.first)
	return p
}

// suffixed puts a suffix before the query of an address.
func suffixed(href, suffix string) string {
	for i, r := range href {
		if r == '?' {
			return href[:i] + suffix + href[i:]
		}
	}
	return href + suffix
}

// which names a text: "Draft 1".
func (w words) which(x Which) string {
	switch x.Kind {
	case Record:
		return w.T("plan.redline.record")
	case Working:
		return w.T("plan.redline.working")
	case Draft, Discarded:
	}
	return w.T("plan.draft.number", "number", x.Number)
}

// redlineLead says in a sentence what changed.
func (w words) redlineLead(c Compared) string {
	n := c.Redline.Count
	var parts []string
	for _, x := range []struct {
		n   int
		key string
	}{
		{n.Added, "plan.redline.sum.added"}, {n.Removed, "plan.redline.sum.removed"}, {n.Moved, "plan.redline.sum.moved"},
		{n.Split, "plan.redline.sum.split"}, {n.Merged, "plan.redline.sum.merged"}, {n.Edited, "plan.redline.sum.edited"},
		{n.Renumbered, "plan.redline.sum.renumbered"}, {n.Relevelled, "plan.redline.sum.relevelled"}, {n.Indicators, "plan.redline.sum.indicators"},
		{n.Notes, "plan.redline.sum.notes"}, {n.Sources, "plan.redline.sum.sources"}, {n.Marks, "plan.redline.sum.marks"},
		{n.Elsewhere, "plan.redline.sum.elsewhere"},
	} {
		if x.n > 0 {
			parts = append(parts, w.T(x.key, "count", x.n))
		}
	}
	if len(parts) == 0 {
		return w.T("plan.redline.sum.none")
	}
	return w.T("plan.redline.sum.all", "changes", w.Loc.List(parts))
}

// redlineTally are the counts, each leading to the first change of its kind.
func (w words) redlineTally(c Compared, first map[string]string) []ui.Count {
	n := c.Redline.Count
	var all []ui.Count
	for _, x := range []struct {
		n         int
		key, kind string
	}{
		{n.WordsAdded, "plan.redline.count.words_added", ""}, {n.WordsRemoved, "plan.redline.count.words_removed", ""},
		{n.Edited, "plan.redline.count.edited", "edited"}, {n.Added, "plan.redline.count.added", "added"}, {n.Removed, "plan.redline.count.removed", "removed"},
		{n.Moved, "plan.redline.count.moved", "moved"}, {n.Renumbered, "plan.redline.count.renumbered", "renumbered"},
		{n.Split + n.Merged, "plan.redline.count.parts", "taken"}, {n.Indicators, "plan.redline.count.indicators", "indicators"},
	} {
		if x.n == 0 && x.kind != "" {
			continue
		}
		count := ui.Count{Value: w.Loc.Number(int64(x.n)), Label: w.T(x.key)}
		if at := first[x.kind]; at != "" {
			count.Href = "#" + at
		}
		all = append(all, count)
	}
	return all
}

// redlineViews are the other ways to look at it.
func (w words) redlineViews(c Compared, ask redlineAsk, languages []kernel.Lang) []redlineViews {
	slug := c.Plan.Slug
	link := func(text string, current bool, change func(*redlineAsk)) ui.Link {
		other := ask
		change(&other)
		return ui.Link{Text: text, Href: other.href(w, slug), Current: current}
	}
	all := []redlineViews{
		{w.T("plan.redline.view"), []ui.Link{
			link(w.T("plan.redline.view_inline"), !ask.Side, func(a *redlineAsk) { a.Side = false }),
			link(w.T("plan.redline.view_side"), ask.Side, func(a *redlineAsk) { a.Side = true }),
		}},
		{w.T("plan.redline.show"), []ui.Link{
			link(w.T("plan.redline.show_changes"), !ask.All, func(a *redlineAsk) { a.All = false }),
			link(w.T("plan.redline.show_all"), ask.All, func(a *redlineAsk) { a.All = true }),
		}},
	}
	langs := redlineViews{Name: w.T("plan.redline.language")}
	for _, lang := range c.Languages {
		if c.From.Tree.has(lang) || c.To.Tree.has(lang) {
			shown := len(languages) == 1 && languages[0] == lang
			langs.Links = append(langs.Links, link(w.Loc.Language(lang), shown, func(a *redlineAsk) { a.Lang = lang }))
		}
	}
	if len(langs.Links) > 1 {
		langs.Links = append(langs.Links, link(w.T("plan.redline.language_all"), len(languages) == 0, func(a *redlineAsk) { a.Lang = allLanguages }))
		all = append(all, langs)
	}
	if c.Node != nil {
		all = append(all, redlineViews{w.T("plan.redline.part"), []ui.Link{
			link(w.T("plan.redline.part_node", "node", w.name(*c.Node)), true, func(*redlineAsk) {}),
			link(w.T("plan.redline.part_all"), false, func(a *redlineAsk) { a.Node = "" }),
		}})
	}
	return all
}

// changeID is the address of a node's change within the page; n counts what else is told of the node.
func changeID(n Node, more int) string {
	id := "c-" + n.ID
	if more > 0 {
		id += "-" + strconv.Itoa(more)
	}
	return id
}

// sinceActs lead to what changed since the text before one.
func (w words) sinceActs(r Reading, to Which) []ui.Act {
	from, known := r.LastBefore(to)
	if !known {
		return nil
	}
	href := w.Href(redlinePath(r.Plan.Slug, Range{from, to}))
	return []ui.Act{{Text: w.T("plan.redline.act", "which", w.which(from)), Href: href, Kind: ui.Second}}
}

// sinceCell is the same in a table.
func (w words) sinceCell(r Reading, to Which) ui.Cell {
	acts := w.sinceActs(r, to)
	if len(acts) == 0 {
		return ui.Cell{}
	}
	return ui.Cell{Text: ui.Shown(acts[0].Text), Href: acts[0].Href}
}
