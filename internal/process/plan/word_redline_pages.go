package plan

import (
	"net/http"
	"slices"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/report/docx"
	"sampan/internal/platform/web"
)

// sendRedlineWord answers with a redline as a Word document with tracked changes. They are the secretariat's, of the day
// of the later text.
func (s *Service) sendRedlineWord(w http.ResponseWriter, r *http.Request, v words, c Compared) error {
	lang := kernel.Lang(v.Query.Get("lang"))
	switch {
	case lang == "" && (c.From.Tree.has(v.Lang) || c.To.Tree.has(v.Lang)):
		lang = v.Lang
	case lang == "" || lang == allLanguages:
		lang = c.Lead
	case !slices.Contains(c.Languages, lang):
		return fault.New(fault.NotFound, "fault.not_found")
	}
	loc := localeOf(v.View, lang)
	from, to, changes := c.From.Tree, c.To.Tree, c.Redline
	if c.Node != nil {
		from, to = from.only(c.Node.ID), to.only(c.Node.ID)
		changes = CompareTrees(from, to, lang)
	}
	doc := documentOf(c.Plan, c.To.Kind, c.To.Number, to)
	in := words{&web.View{Loc: loc, Lang: lang}}
	out := wordCopy{
		doc: doc, draft: c.From.String() + rangeMark + c.To.String(), lang: lang, loc: loc, address: v.Site.Address + v.Href(v.Path),
		when:  loc.T("plan.word.redline", "from", in.which(c.From.Which), "to", in.which(c.To.Which)),
		notes: facesOf(loc, doc), how: loc.T("plan.word.redline_how"),
	}
	by := docx.Revision{Author: loc.T("plan.word.office"), Date: c.To.At}
	name := c.Plan.Slug + "-" + c.From.String() + "-" + c.To.String()
	return s.sendDocument(w, r, v.View, redlineDocument(out, from, changes, by), name)
}

// only is a node with all below it, as a text of its own.
func (t Tree) only(id string) Tree {
	in := t.Branch(id)
	out := Tree{Levels: t.Levels}
	for _, n := range t.Nodes {
		if in[n.ID] {
			out.Nodes = append(out.Nodes, n)
		}
	}
	for _, i := range t.Indicators {
		if in[i.Node] {
			out.Indicators = append(out.Indicators, i)
		}
	}
	return out
}
