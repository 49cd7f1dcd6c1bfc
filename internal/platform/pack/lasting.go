package pack

import (
	"slices"
	"strings"
)

// fixed are the fields of a record that last as long as the record does, by its kind.
var fixed = map[string][]string{
	"process": {
		"format", "slug", "invented", "languages", "working_language", "members", "meeting_kinds", "levels", "cadence", "chair_rule",
	},
	"agency": {"of"}, "holder": {"of"}, "body": {"kind", "country"}, "seat": {"body", "country"}, "chair_term": {"country"},
	KindPlan: {"levels"},
}

// whole are the kinds of records of which nothing changes, with what is said to somebody who tries.
var whole = map[string]string{KindSource: "pack.update.source", KindFile: "pack.update.text", KindDraft: "pack.update.draft"}

// lasting notes what files would change that an update does not: sources, texts and drafts on record, the ground of the
// process, whose a record is, records that were withdrawn, and that a record is withdrawn.
func (u *Update) lasting(f *faults) {
	for _, item := range u.Items {
		f := f.at(item.Place)
		_, gone := u.Before.Withdrawn(item.Kind, item.Slug)
		switch {
		case item.What == Added && item.Kind == "process":
			f.add("slug", "pack.update.other", "value", item.Slug, "process", u.Before.Process.Slug)
		case item.What == Added && item.Kind == KindDraft && u.planStands(item.Slug):
			f.add("", "pack.update.draft")
		case item.What != Changed:
		case whole[item.Kind] != "":
			f.add("", whole[item.Kind], "value", item.Slug)
		case gone:
			f.add("", "pack.update.gone", "value", item.Slug)
		default:
			u.keeps(item, f)
		}
	}
	for i, w := range u.given.Withdrawals {
		if was, _ := u.Before.Withdrawn(w.Kind, w.Slug); was != w && u.Find(w.Kind, w.Slug) != Added {
			f.in("withdrawn.json").add(index("withdrawn", i), "pack.update.withdraw", "value", w.Slug)
		}
	}
}

func (u *Update) planStands(draft string) bool {
	slug, _, _ := strings.Cut(draft, "/")
	return slices.ContainsFunc(u.Before.Plans, func(p Plan) bool { return p.Slug == slug })
}

// keeps notes the fields of a changed record that do not change.
func (u *Update) keeps(item Item, f *faults) {
	for _, field := range item.Fields {
		top, _, _ := strings.Cut(field.Path, ".")
		top, _, _ = strings.Cut(top, "[")
		if slices.Contains(fixed[item.Kind], top) || item.Kind == KindPlan && top == "audience" {
			f.add(field.Path, "pack.update.fixed")
		}
	}
}
