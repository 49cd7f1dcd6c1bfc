package governance

import "sampan/internal/platform/pack"

// MemberAnswer is a member as programs ask for it. Organisations, posts and memberships are named after Popolo
// (popoloproject.com), a format for who holds which office: an agency or body is an organisation, a seat a post, a holder a membership.
type MemberAnswer struct {
	Member        Member         `json:"member"`
	Organisations []Organisation `json:"organizations"` //nolint:misspell // Popolo's spelling
	Posts         []Post         `json:"posts"`
	Memberships   []Membership   `json:"memberships"`
	Chairs        []ChairTerm    `json:"chair_terms"`
}

// Organisation is an agency or a body of the member.
type Organisation struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	Classification string `json:"classification"`
	Record         string `json:"record"`
	Version        int64  `json:"version"`
	Slug           string `json:"slug"`
}

// Post is a seat of the member.
type Post struct {
	ID           string `json:"id"`
	Label        string `json:"label,omitempty"`
	Organisation string `json:"organization_id"` //nolint:misspell // Popolo's spelling
	Slug         string `json:"slug"`
	Version      int64  `json:"version"`
}

// Membership is the time for which an office holds a post.
type Membership struct {
	ID      string `json:"id"`
	Role    string `json:"role"`
	Post    string `json:"post_id"`
	Start   string `json:"start_date,omitempty"`
	End     string `json:"end_date,omitempty"`
	Slug    string `json:"slug"`
	Version int64  `json:"version"`
}

func answerFor(d MemberDetail) MemberAnswer {
	a := MemberAnswer{Member: d.Member, Organisations: []Organisation{}, Posts: []Post{}, Memberships: []Membership{}, Chairs: d.Chairs}
	for _, x := range d.Agencies {
		name, _ := x.Content.Name.In("en")
		a.Organisations = append(a.Organisations, Organisation{
			ID: string(x.ID), Name: name, Classification: string(x.Content.Sector), Record: string(KindAgency), Version: x.Version, Slug: x.Slug,
		})
	}
	for _, x := range d.Bodies {
		a.Organisations = append(a.Organisations, organisationOf(x.Content, x))
	}
	for _, x := range d.Seats {
		label, _ := x.Content.Name.In("en")
		a.Posts = append(a.Posts, Post{ID: string(x.ID), Label: label, Organisation: string(x.Parent), Slug: x.Slug, Version: x.Version})
	}
	for _, x := range d.Holders {
		office, _ := x.Content.Office.In("en")
		a.Memberships = append(a.Memberships, Membership{
			ID: string(x.ID), Role: office, Post: string(x.Parent), Start: string(x.Content.Period.From), End: string(x.Content.Period.To),
			Slug: x.Slug, Version: x.Version,
		})
	}
	return a
}

func organisationOf(b pack.Body, r Body) Organisation {
	name, _ := b.Name.In("en")
	return Organisation{ID: string(r.ID), Name: name, Classification: string(b.Kind), Record: string(KindBody), Version: r.Version, Slug: r.Slug}
}
