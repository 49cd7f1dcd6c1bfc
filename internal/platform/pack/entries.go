package pack

import "strconv"

// entry is a record of a pack by itself, without the records that its file puts inside it.
type entry struct {
	Name

	file   string
	place  string // the file and the path in it, as "meetings.json: meetings[3]"
	owner  string // the member of an agency, the seat of a holder
	record any
}

// entries lists every record of the pack, with its place as long as the lists stand as they were read.
func (p *Pack) entries() []entry {
	var all []entry
	add := func(kind, slug, file, path string, record any) {
		at := file
		if path != "" {
			at += ": " + path
		}
		all = append(all, entry{Name: Name{kind, slug}, file: file, place: at, record: record})
	}
	for i, s := range p.Sources {
		add(KindSource, s.ID, "sources.json", index("sources", i), s)
	}
	if p.Process.Slug != "" {
		profile := p.Process
		profile.Contacts = nil
		add("process", profile.Slug, "process.json", "", profile)
	}
	for i, c := range p.Process.Contacts {
		add("contact", c.Slug, "process.json", index("contacts", i), c)
	}
	p.bodyEntries(add)
	owners(all, p)
	for i, m := range p.Meetings {
		add(KindMeeting, m.Slug, "meetings.json", index("meetings", i), m)
	}
	for i, g := range p.Gaps {
		add(KindGap, g.Slug, "meetings.json", index("gaps", i), g)
	}
	for i, n := range p.Instruments {
		add(KindInstrument, n.Slug, "instruments.json", index("instruments", i), n)
	}
	for i, t := range p.Files {
		add(KindFile, t.Name, "instruments.json", index("files", i), t)
	}
	for _, plan := range p.Plans {
		file := "plans/" + plan.Slug + ".json"
		drafts := plan.Drafts
		plan.Drafts = nil
		add(KindPlan, plan.Slug, file, "", p.plan(plan))
		for j, d := range drafts {
			add(KindDraft, plan.Slug+"/"+strconv.Itoa(d.Number), file, index("drafts", j), d)
		}
	}
	return all
}

// owners tells whose the records are that stand inside another in their file.
func owners(all []entry, p *Pack) {
	of := map[Name]string{}
	for _, m := range p.Members {
		for _, a := range m.Agencies {
			of[Name{"agency", a.Slug}] = string(m.Country)
		}
	}
	for _, s := range p.Seats {
		for _, h := range s.Holders {
			of[Name{"holder", h.Slug}] = s.Slug
		}
	}
	for i := range all {
		all[i].owner = of[all[i].Name]
	}
}

// bodyEntries are the members, the bodies and those who serve them.
func (p *Pack) bodyEntries(add func(kind, slug, file, path string, record any)) {
	for i, m := range p.Members {
		at, agencies := index("members", i), m.Agencies
		m.Agencies = nil
		add("member", memberSlug(m.Country), "members.json", at, m)
		for j, a := range agencies {
			add("agency", a.Slug, "members.json", index(at+".agencies", j), a)
		}
	}
	for i, b := range p.Bodies {
		add("body", b.Slug, "bodies.json", index("bodies", i), b)
	}
	for i, s := range p.Seats {
		at, holders := index("seats", i), s.Holders
		s.Holders = nil
		add("seat", s.Slug, "seats.json", at, s)
		for j, h := range holders {
			add("holder", h.Slug, "seats.json", index(at+".holders", j), h)
		}
	}
	for i, t := range p.Secretariat {
		add("secretariat_term", t.Slug, "secretariat.json", index("secretariat", i), t)
	}
	for i, t := range p.Chairs {
		add("chair_term", t.Slug, "chairs.json", index("chairs", i), t)
	}
	for i, x := range p.Partners {
		add("partner", x.Slug, "partners.json", index("partners", i), x)
	}
}
