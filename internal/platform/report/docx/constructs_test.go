package docx

import "testing"

// phrases are words in a language to make documents of.
type phrases struct {
	lang                 string
	one, two, three, new string
	comment, reply       string
}

// corpusWords takes the words of the corpus: its paragraphs are those of real scripts.
func corpusWords(t *testing.T) []phrases {
	t.Helper()
	var list []phrases
	for _, c := range corpus(t) {
		if c.File == "comments-"+c.Language+".docx" {
			list = append(list, phrases{
				c.Language, c.Accepted[1], c.Accepted[2], c.Accepted[3], c.Changes[0].Text, c.Comments[0].Text, c.Comments[0].Replies[0].Text,
			})
		}
	}
	if len(list) != 7 {
		t.Fatalf("words in %d languages", len(list))
	}
	return list
}

func run(s, lang string, t Tracked) *Run { return &Run{Text: s, Lang: lang, Tracked: t} }

func ins(author string) Tracked { return Tracked{Inserted: by(Insert, author)} }
func del(author string) Tracked { return Tracked{Deleted: by(Delete, author)} }

func moving(kind Kind) *Revision {
	return &Revision{Kind: kind, Author: "Dara", Date: when, Move: "move7"}
}

func item(level int, ordered bool, number int, in ...Inline) *Paragraph {
	return &Paragraph{List: &List{ID: 1, Level: level, Ordered: ordered, Number: number}, Inlines: in}
}

func body(blocks ...Block) *Document { return &Document{Body: blocks} }

// constructs are documents with one thing each that a redline may hold.
var constructs = map[string]func(p phrases) *Document{
	"words": func(p phrases) *Document {
		return body(para(words(p.one), run(p.new, p.lang, ins("Sok")), words(p.two)), para(words(p.three), run(p.two, p.lang, del("Malee"))))
	},
	"replaced": func(p phrases) *Document {
		return body(para(words(p.one)), para(run(p.two, p.lang, del("Sok")), run(p.new, p.lang, ins("Sok")), run(p.three, p.lang, ins("Malee"))), para(words(p.one)))
	},
	"new-paragraph": func(p phrases) *Document {
		return body(para(words(p.one)), &Paragraph{Inlines: []Inline{run(p.new, p.lang, ins("Sok"))}, Mark: ins("Sok")}, para(words(p.three)))
	},
	"deleted-paragraph": func(p phrases) *Document {
		return body(para(words(p.one)), &Paragraph{Inlines: []Inline{run(p.two, p.lang, del("Sok"))}, Mark: del("Sok")}, para(words(p.three)))
	},
	"split": func(p phrases) *Document {
		return body(&Paragraph{Inlines: []Inline{words(p.one)}, Mark: ins("Sok")}, para(words(p.two)), para(words(p.three)))
	},
	"merge": func(p phrases) *Document {
		return body(&Paragraph{Inlines: []Inline{words(p.one)}, Mark: del("Malee")}, para(words(p.two)), para(words(p.three)))
	},
	"move": func(p phrases) *Document {
		return body(
			&Paragraph{Inlines: []Inline{run(p.one, p.lang, Tracked{Deleted: moving(MoveFrom)})}, Mark: Tracked{Deleted: moving(MoveFrom)}},
			para(words(p.two)),
			&Paragraph{Inlines: []Inline{run(p.one, p.lang, Tracked{Inserted: moving(MoveTo)})}, Mark: Tracked{Inserted: moving(MoveTo)}},
			para(words(p.three)),
		)
	},
	"looks": func(p phrases) *Document {
		return body(para(words(p.one), &Run{Text: p.two, Lang: p.lang, Look: Look{Bold: true}, Was: &Relook{Revision: *by(Format, "Sok")}}),
			&Paragraph{Style: "Quote", Inlines: []Inline{words(p.three)}, Was: &Restyle{Revision: *by(Format, "Malee")}}, para(words(p.one)))
	},
	"bold-runs": func(p phrases) *Document {
		return body(para(words(p.one), &Run{Text: p.two, Lang: p.lang, Look: Look{Bold: true}, Tracked: del("Sok")}, &Run{Text: p.new, Lang: p.lang, Look: Look{Bold: true}, Tracked: ins("Sok")}, words(p.three)))
	},
	"lists": func(p phrases) *Document {
		return body(
			item(0, true, 1, words(p.one)), item(1, false, 0, words(p.two)), item(1, false, 0, run(p.new, p.lang, ins("Sok"))),
			item(0, true, 2, words(p.three), run(p.new, p.lang, ins("Malee"))), item(1, true, 1, run(p.one, p.lang, del("Malee")), words(p.two)),
			item(0, true, 3, words(p.one)), para(words(p.two)), &Paragraph{List: &List{ID: 2, Ordered: true, Number: 1}, Inlines: []Inline{words(p.three)}},
			para(words(p.one)),
		)
	},
	"rows": func(p phrases) *Document {
		row := func(t Tracked, s string) Row {
			return Row{Tracked: t, Cells: []Cell{{Body: []Block{para(words(s))}}, {Body: []Block{para(words(p.new))}}}}
		}
		return body(&Table{Rows: []Row{row(Tracked{}, p.one), row(ins("Sok"), p.two), row(del("Malee"), p.three), row(Tracked{}, p.two)}}, para(words(p.three)))
	},
	"comments": func(p phrases) *Document {
		d := body(
			para(words(p.one), &Anchor{Kind: CommentStart, ID: 3}, words(p.two), &Anchor{Kind: CommentEnd, ID: 3}),
			para(&Anchor{Kind: CommentStart, ID: 4}, run(p.new, p.lang, ins("Sok")), &Anchor{Kind: CommentEnd, ID: 4}, words(p.three)),
		)
		d.Comments = []*Comment{
			{ID: 3, Author: "Sok", Initials: "S", Date: when, Body: []*Paragraph{para(words(p.comment))}, Replies: []*Comment{
				{ID: 9, Author: "Malee", Initials: "M", Date: when, Body: []*Paragraph{para(words(p.reply))}},
			}},
			{ID: 4, Author: "王 小明", Initials: "王", Date: when, Resolved: true, Body: []*Paragraph{para(words(p.comment + " 2"))}},
		}
		return d
	},
	"contents": func(p phrases) *Document {
		return body(&Contents{Title: p.new}, &Paragraph{Style: "Heading 1", Inlines: []Inline{words(p.one)}}, para(words(p.two)),
			&Paragraph{Style: "Heading 2", Inlines: []Inline{words(p.three), run(p.new, p.lang, ins("Sok"))}}, para(words(p.two)))
	},
	"headings": func(p phrases) *Document {
		return body(
			&Paragraph{Style: "Title", Inlines: []Inline{words(p.one)}},
			&Paragraph{Style: "Heading 1", Inlines: []Inline{words(p.two), run(p.new, p.lang, ins("Sok"))}}, para(words(p.three)),
			&Paragraph{Style: "Heading 2", Inlines: []Inline{run(p.one, p.lang, del("Sok")), words(p.three)}}, para(words(p.one)),
		)
	},
}
