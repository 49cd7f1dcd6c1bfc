package plan

import (
	"strconv"
	"strings"

	"sampan/internal/platform/report/docx"
)

// elsewhere is a proposal that the program cannot make of a node's words: somebody places it by hand.
func (r *wordReader) elsewhere(key string, p Proposal) {
	if p.Kind == "" {
		p.Kind = ProposeText
	}
	p.Part, p.Suggest = PartElsewhere, ""
	if key == "" {
		p.State = ProposalOpen
		r.out.Proposals = append(r.out.Proposals, p)
		return
	}
	r.propose(key, p)
}

// struck tells of words that one put in and another struck out again: the proposal of the first stands, and the second
// is against it.
func (r *wordReader) struck() {
	for _, p := range r.doc.Paragraphs() {
		var last *docx.Revision
		for i, in := range p.Inlines {
			run, ok := in.(*docx.Run)
			if !ok {
				continue
			}
			ins, del := run.Tracked.Inserted, run.Tracked.Deleted
			if ins == nil || del == nil || ins.Author == del.Author {
				last = nil
				continue
			}
			if n := len(r.out.Proposals) - 1; last != nil && last.Author == del.Author && r.out.Proposals[n].Part == PartStruck {
				r.out.Proposals[n].Before += run.Text
				continue
			}
			last = del
			one := Proposal{Kind: ProposeText, Part: PartStruck, Author: del.Author, Tracked: true, At: timeOf(del.Date), Before: run.Text}
			if key := r.nodeAt(p, i); key != "" {
				r.propose(key, one)
			} else {
				r.elsewhere("", one)
			}
		}
	}
}

// comments are proposals without words of their own.
func (r *wordReader) comments() {
	all := r.doc.Paragraphs()
	for _, t := range r.doc.Threads() {
		p := Proposal{
			Kind: ProposeComment, Author: t.Comment.Author, At: timeOf(t.Comment.Date), Tracked: true, Resolved: t.Comment.Resolved,
			Before: strings.TrimSpace(t.Text), After: commentText(t.Comment),
		}
		for _, a := range t.Comment.Replies {
			p.Thread = append(p.Thread, Answer{a.Author, timeOf(a.Date), commentText(a)})
		}
		key := ""
		if !t.Lost && t.From.Paragraph >= 1 && t.From.Paragraph <= len(all) {
			key = r.nodeAt(all[t.From.Paragraph-1], t.Start)
		}
		if _, known := r.byPrint[key]; !known {
			p.State, p.Part = ProposalOpen, PartElsewhere
			r.out.Proposals = append(r.out.Proposals, p)
			continue
		}
		r.propose(key, p)
	}
}

func commentText(c *docx.Comment) string {
	var lines []string
	for _, p := range c.Body {
		lines = append(lines, runText(p.Inlines))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// leftover lists the tracked changes that no proposal came of, so that none is dropped.
func (r *wordReader) leftover(changes []docx.Change) {
	all := r.doc.Paragraphs()
	for _, c := range changes {
		key, loose := "", false
		if c.Place.Part == "body" && c.Place.Paragraph >= 1 && c.Place.Paragraph <= len(all) {
			p := all[c.Place.Paragraph-1]
			o := r.ownerAt(p, c.At)
			loose = o == nil
			if !loose && o.mark.part != partFixed {
				key = o.mark.node
			}
			if loose && r.made[c.Author+"\x00"+r.after[p]] {
				continue
			}
		}
		_, known := r.byPrint[key]
		inserted := c.Kind == docx.Insert || c.Kind == docx.MoveTo
		switch {
		case known && r.made[c.Author+"\x00"+key], loose && inserted:
		case c.Kind == docx.Format || strings.TrimSpace(c.Text) == "":
			r.out.Beside = append(r.out.Beside, WordBeside{What: "look", Name: c.What, Text: c.Text, Author: c.Author, Where: placeOf(c.Place), Count: 1})
		default:
			p := Proposal{Author: c.Author, At: timeOf(c.Date), Tracked: true}
			if inserted {
				p.After = c.Text
			} else {
				p.Before = c.Text
			}
			if !known {
				key = ""
			}
			r.elsewhere(key, p)
		}
	}
}

func placeOf(p docx.Place) string {
	if p.Part == "body" {
		return strconv.Itoa(p.Paragraph)
	}
	return p.Part
}

// beside lists what the reader of documents has no place for, and the text beside the body.
func (r *wordReader) beside() {
	for _, u := range r.doc.Unread {
		r.out.Beside = append(r.out.Beside, WordBeside{What: "unread", Name: u.What, Text: u.Text, Where: placeOf(u.Place), Count: u.Count, Cosmetic: u.Cosmetic})
	}
	for _, a := range r.doc.Asides {
		words := strings.TrimSpace(plainOf(a.Body))
		if words != "" {
			margin := a.Kind == docx.PageHeader || a.Kind == docx.PageFooter
			r.out.Beside = append(r.out.Beside, WordBeside{What: "aside", Name: a.Part, Text: words, Where: placeOf(a.Place), Count: 1, Cosmetic: margin})
		}
	}
	for _, u := range r.doc.Unclean {
		r.out.Beside = append(r.out.Beside, WordBeside{What: "unclean", Name: u.Code, Where: placeOf(u.Place), Count: u.Count})
	}
}
