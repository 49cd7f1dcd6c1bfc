package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"sampan/internal/kernel"
)

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// checkBeside holds what stands beside the records to name records that are there.
func checkBeside(p *Pack, f *faults) {
	there := map[Name]bool{}
	for _, e := range p.entries() {
		there[e.Name] = true
	}
	seen := map[string]bool{}
	twice := func(f *faults, at, file string, n Name) {
		if !there[n] {
			f.add(at+".slug", "pack.ref.record", "kind", n.Kind, "value", n.Slug)
		}
		if key := file + n.Kind + " " + n.Slug; seen[key] {
			f.add(at+".slug", "pack.name.twice", "value", n.Slug)
		} else {
			seen[key] = true
		}
	}
	for i, a := range p.Audiences {
		at, f := index("audiences", i), f.in("audiences.json")
		twice(f, at, "a", Name{a.Kind, a.Slug})
		if !slices.Contains(circles, a.Kernel().Kind) || !slices.Contains(circled, a.Kind) {
			f.add(at+".for", "pack.audience", "value", a.For)
		}
	}
	for i, w := range p.Withdrawals {
		at, f := index("withdrawn", i), f.in("withdrawn.json")
		twice(f, at, "w", Name{w.Kind, w.Slug})
		if slices.Contains(lasting, w.Kind) {
			f.add(at+".kind", "pack.withdrawn.kind", "value", w.Kind)
		}
		if w.Instead != "" && !there[Name{w.Kind, w.Instead}] {
			f.add(at+".instead", "pack.ref.record", "kind", w.Kind, "value", w.Instead)
		}
	}
}

var (
	// circles are the audiences that a mark can say.
	circles = []kernel.AudienceKind{
		kernel.ToMembers, kernel.ToBody, kernel.ToCountry, kernel.ToOrganisation, kernel.ToSpace, kernel.ToOffice,
	}
	// circled are the kinds of records that have audiences of their own; the others are for everyone.
	circled = []string{KindMeeting, KindInstrument, KindPlan, KindDraft}
	// lasting are the kinds of records that are never withdrawn.
	lasting = []string{"process", "member", "body", KindGap, KindFile, KindPlan, KindDraft, KindSource}
)

// checkDrafts holds the documents of drafts to be there and to be what their hash says.
func checkDrafts(p *Plan, f *faults) {
	last := -1
	for i, d := range p.Drafts {
		at := index("drafts", i)
		if d.Number <= last {
			f.add(at+".number", "pack.draft.order")
		}
		last = max(last, d.Number)
		sum := sha256.Sum256(d.Document)
		switch {
		case d.Document == nil:
			f.in(draftFile(p.Slug, d.Number)).add("", "pack.file.missing")
		case hex.EncodeToString(sum[:]) != d.SHA256:
			f.add(at+".sha256", "pack.hash", "file", draftFile(p.Slug, d.Number))
		}
	}
}

// checkTexts holds the texts of instruments to be there and to be what their hash says.
//
// Those of before are there already.
func (r *reader) checkTexts(p *Pack, before []InstrumentFile) {
	f := r.in("instruments.json")
	earlier := slices.Clone(before)
	for i, t := range p.Files {
		at, name := index("files", i), path.Join(textsFolder, t.Name)
		same := func(o InstrumentFile) bool { return o.Instrument == t.Instrument && o.Name == t.Replaces }
		if t.Replaces != "" && (!slices.ContainsFunc(earlier, same) || t.Why == "") {
			f.add(at+".replaces", "pack.file.replaces")
		}
		earlier = append(earlier, t)
		if _, there := r.texts[t.Name]; !there && slices.Contains(before, t) {
			continue
		} else if !there {
			r.in(name).add("", "pack.file.missing")
			continue
		}
		r.texts[t.Name] = true
		if sum, err := r.hash(name); err != nil {
			r.in(name).add("", "pack.file.size", "max_mib", MaxTextSize>>20)
		} else if !hashForm.MatchString(t.SHA256) || sum != t.SHA256 {
			f.add(at+".sha256", "pack.hash", "file", name)
		}
	}
	for _, name := range sorted(r.texts) {
		if !r.texts[name] {
			r.in(path.Join(textsFolder, name)).add("", "pack.file.unnamed")
		}
	}
}

// hash is the SHA-256 of a text; an error when it cannot be read or is too large.
func (r *reader) hash(name string) (string, error) {
	file, err := r.fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // only read from
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(file, MaxTextSize+1))
	if err == nil && n > MaxTextSize {
		err = fs.ErrInvalid
	}
	return hex.EncodeToString(sum.Sum(nil)), err
}

// memberSlug is what a member is called: its country in small letters.
func memberSlug(c kernel.Country) string { return strings.ToLower(string(c)) }
