package plan

import (
	"net/http"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/report/sheet"
	"sampan/internal/platform/text/markup"
)

func mark(words string) markup.Doc { return markup.Parse(words) }

func markPlain(words string) string { return mark(words).Plain() }

// sendProposals answers with all proposals of a plan as a workbook.
func sendProposals(w http.ResponseWriter, v words, all Proposals, format string) error {
	if format != FormatWorkbook {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	late := &lateHeaders{ResponseWriter: w, media: MediaTypes[FormatWorkbook], file: all.Plan.Slug + "-proposals.xlsx", private: true}
	rows := func(yield func([]any) bool) {
		head := []any{}
		for _, name := range []string{"node", "kind", "author", "date", "tracked", "before", "after", "answers", "state", "taken", "reply", "decided", "id"} {
			head = append(head, v.T("plan.proposal.column."+name))
		}
		if !yield(head) {
			return
		}
		for _, p := range all.All {
			if !yield(v.proposalCells(all, p)) {
				return
			}
		}
	}
	return sheet.Write(late, sheet.Sheet{
		Name: v.T("plan.proposal.crumb"), Widths: []float64{30, 18, 24, 20, 12, 60, 60, 40, 14, 40, 40, 20, 38}, Rows: rows,
	})
}

func (w words) proposalCells(all Proposals, p Proposal) []any {
	node := p.Label
	if n, known := all.Tree.Get(p.Node); known {
		node = w.shortName(all.Tree, n)
	}
	answers := make([]string, len(p.Thread))
	for i, a := range p.Thread {
		answers[i] = a.Author + ": " + a.Text
	}
	tracked := w.T("plan.proposal.untracked")
	if p.Tracked {
		tracked = w.T("plan.proposal.tracked")
	}
	at := func(micros int64) string {
		if micros == 0 {
			return ""
		}
		return w.Time(kernel.FromMicros(micros))
	}
	return []any{
		node, w.proposalWhat(p), w.author(p.Author), at(microsOf(p.At)), tracked, cell(p.Before), cell(p.After), cell(strings.Join(answers, "\n")),
		w.T("plan.proposal.state." + string(p.State)), cell(p.Taken), cell(p.Reply), at(microsOf(p.Decided)), string(p.ID),
	}
}

// longestCell is what a cell of a workbook holds.
const longestCell = 32000

// cell is a text as far as a cell holds it.
func cell(words string) string {
	if r := []rune(words); len(r) > longestCell {
		return string(r[:longestCell]) + "…"
	}
	return words
}
