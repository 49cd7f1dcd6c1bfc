package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"path"
	"reflect"
	"sort"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// The limits of a pack.
const (
	MaxFileSize = 32 << 20 // bytes of one JSON file
	MaxTextSize = 20 << 20 // bytes of one text of an instrument
	MaxFiles    = 500      // plans of one pack, and drafts of one plan
	MaxTexts    = 10_000   // texts of instruments of one pack
	MaxNodes    = 20_000   // nodes of one plan
)

// domain is hashed before the files, so that no other hash of the program can be taken for a pack's.
const domain = "sampan pack v1\n"

// files of a pack besides those in plans/, and whether a pack must have them.
var files = map[string]bool{
	"sources.json": true, "process.json": true, "members.json": true, "bodies.json": false, "secretariat.json": false,
	"chairs.json": false, "partners.json": false, "meetings.json": false, "instruments.json": false, "seats.json": false,
	"audiences.json": false, "withdrawn.json": false,
}

// Folders of a pack.
const (
	plansFolder  = "plans"
	draftsFolder = "drafts"
	textsFolder  = "files"
)

// Open reads the pack in fsys. Whatever is wrong with it is told in one Invalid fault whose fields name file and place.
// The texts of instruments are read from fsys when they are asked for.
func Open(fsys fs.FS) (p *Pack, err error) {
	defer fault.In(&err, "pack.Open")
	var told fault.List
	r := newReader(fsys, &told)
	if err := r.read(); err != nil {
		return nil, err
	}
	r.needed()
	p = &Pack{fsys: fsys, digest: r.digest()}
	r.bind(p, nil)
	check(p, r.faults)
	r.checkTexts(p, nil)
	if err := told.Err(); err != nil {
		return nil, err
	}
	finish(p)
	return p, nil
}

// OpenText opens a text of an instrument of the pack.
func (p *Pack) OpenText(f InstrumentFile) (io.ReadCloser, error) {
	return p.fsys.Open(path.Join(textsFolder, f.Name))
}

// Digest is a SHA-256 over what the files say: it stays the same when only white space or the order of keys change.
func (p *Pack) Digest() []byte { return bytes.Clone(p.digest) }

// reader holds the parsed files of a pack by name.
type reader struct {
	*faults

	fsys   fs.FS
	values map[string]*value
	drafts map[string][]byte // documents of drafts by the name of their file, byte for byte
	texts  map[string]bool   // names of files in the folder of texts, with whether an instrument names them
}

func newReader(fsys fs.FS, told *fault.List) *reader {
	return &reader{
		faults: &faults{list: told, shown: map[string]string{}}, fsys: fsys, values: map[string]*value{}, drafts: map[string][]byte{},
		texts: map[string]bool{},
	}
}

// read parses every file. Its error is one of reading; what a file says wrong is a fault.
func (r *reader) read() error {
	entries, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "pack.unreadable")
	}
	for _, e := range entries {
		_, known := files[e.Name()]
		switch {
		case known:
			err = r.file(e, e.Name())
		case e.Name() == plansFolder && e.IsDir():
			err = r.plans()
		case e.Name() == draftsFolder && e.IsDir():
			err = r.draftFiles()
		case e.Name() == textsFolder && e.IsDir():
			err = r.textFiles()
		case e.Name() == "README.md", strings.HasPrefix(e.Name(), "."):
		default:
			r.in(e.Name()).add("", "pack.file.unknown")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// needed notes the files that a whole pack must have. One that was there and could not be parsed is told already.
func (r *reader) needed() {
	for _, name := range sorted(files) {
		if !files[name] || r.values[name] != nil {
			continue
		}
		if _, err := fs.Stat(r.fsys, name); err != nil {
			r.in(name).add("", "pack.file.missing")
		}
	}
}

// folder lists a folder of at most so many entries.
func (r *reader) folder(name string, most int) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(r.fsys, name)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "pack.unreadable")
	}
	if len(entries) > most {
		r.in(name).add("", "pack.files", "max", most)
		return nil, nil
	}
	return entries, nil
}

func (r *reader) plans() error {
	entries, err := r.folder(plansFolder, MaxFiles)
	for _, e := range entries {
		name := path.Join(plansFolder, e.Name())
		if !strings.HasSuffix(name, ".json") {
			r.in(name).add("", "pack.file.unknown")
			continue
		}
		if err := r.file(e, name); err != nil {
			return err
		}
	}
	return err
}

// draftFiles reads the documents of drafts, a folder for each plan.
func (r *reader) draftFiles() error {
	plans, err := r.folder(draftsFolder, MaxFiles)
	for _, plan := range plans {
		folder := path.Join(draftsFolder, plan.Name())
		if !plan.IsDir() {
			r.in(folder).add("", "pack.file.unknown")
			continue
		}
		entries, err := r.folder(folder, MaxFiles)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := r.draft(e, path.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return err
}

func (r *reader) draft(e fs.DirEntry, name string) error {
	data, err := r.bytes(e, name, MaxFileSize)
	if err != nil || data == nil {
		return err
	}
	r.drafts[name] = data
	if v := parse(data, r.in(name)); v != nil {
		r.values[name] = v
	}
	return nil
}

func (r *reader) textFiles() error {
	entries, err := r.folder(textsFolder, MaxTexts)
	for _, e := range entries {
		if name := path.Join(textsFolder, e.Name()); !e.Type().IsRegular() {
			r.in(name).add("", "pack.file.regular")
		} else {
			r.texts[e.Name()] = false
		}
	}
	return err
}

// file parses one regular file.
func (r *reader) file(e fs.DirEntry, name string) error {
	data, err := r.bytes(e, name, MaxFileSize)
	if err != nil || data == nil {
		return err
	}
	if v := parse(data, r.in(name)); v != nil {
		r.values[name] = v
	}
	return nil
}

// bytes reads one regular file; nil when it is none, or too large. A link is not followed: what a pack says lies in its own
// directory.
func (r *reader) bytes(e fs.DirEntry, name string, most int64) ([]byte, error) {
	f := r.in(name)
	if !e.Type().IsRegular() {
		f.add("", "pack.file.regular")
		return nil, nil
	}
	file, err := r.fsys.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "pack.unreadable")
	}
	data, err := readMost(file, most, f)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "pack.unreadable")
	}
	return data, nil
}

func readMost(from io.Reader, most int64, f *faults) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, most+1))
	if int64(len(data)) > most {
		f.add("", "pack.file.size", "max_mib", most>>20)
		return nil, err
	}
	return data, err
}

func (r *reader) digest() []byte {
	var b bytes.Buffer
	b.WriteString(domain)
	for _, name := range sorted(r.values) {
		var content bytes.Buffer
		r.values[name].canonical(&content)
		for _, part := range [][]byte{[]byte(name), content.Bytes()} {
			b.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			b.Write(part)
		}
	}
	sum := sha256.Sum256(b.Bytes())
	return sum[:]
}

// bind reads the sources first, as all other files cite them, and then the profile, whose languages and members the
// rest is held to. Over a base, what the files do not say is the base's.
func (r *reader) bind(p, base *Pack) {
	b := &binder{faults: r.faults, sources: map[string]kernel.Source{}, names: newNames(base), profile: r.profile()}
	if base != nil {
		b.profile = profileOf(base.Process)
		for _, s := range base.Sources {
			b.sources[s.ID] = s.Kernel()
		}
	}
	r.into(b, "sources.json", &struct {
		Sources *[]Source `json:"sources"`
	}{&p.Sources})
	for _, s := range p.Sources {
		b.sources[s.ID] = s.Kernel()
	}
	r.into(b, "process.json", &p.Process)
	r.into(b, "members.json", &struct {
		Members *[]Member `json:"members"`
	}{&p.Members})
	r.into(b, "bodies.json", &struct {
		Bodies *[]Body `json:"bodies"`
	}{&p.Bodies})
	r.into(b, "seats.json", &struct {
		Seats *[]Seat `json:"seats"`
	}{&p.Seats})
	r.into(b, "secretariat.json", &struct {
		Terms *[]SecretariatTerm `json:"secretariat"`
	}{&p.Secretariat})
	r.into(b, "chairs.json", &struct {
		Terms *[]ChairTerm `json:"chairs"`
	}{&p.Chairs})
	r.into(b, "partners.json", &struct {
		Partners *[]Partner `json:"partners"`
	}{&p.Partners})
	r.into(b, "meetings.json", &struct {
		Meetings *[]Meeting `json:"meetings"`
		Gaps     *[]Gap     `json:"gaps,omitempty"`
	}{&p.Meetings, &p.Gaps})
	r.into(b, "instruments.json", &struct {
		Instruments *[]Instrument     `json:"instruments"`
		Files       *[]InstrumentFile `json:"files,omitempty"`
	}{&p.Instruments, &p.Files})
	r.into(b, "audiences.json", &struct {
		Audiences *[]Audience `json:"audiences"`
	}{&p.Audiences})
	r.into(b, "withdrawn.json", &struct {
		Withdrawals *[]Withdrawal `json:"withdrawn"`
	}{&p.Withdrawals})
	r.bindPlans(b, p)
	b.names.check(r.faults)
}

// bindPlans binds the plans with the documents of their drafts.
func (r *reader) bindPlans(b *binder, p *Pack) {
	for _, name := range sorted(r.values) {
		if path.Dir(name) == plansFolder {
			p.Plans = append(p.Plans, Plan{})
			p.planFiles = append(p.planFiles, name)
			r.into(b, name, &p.Plans[len(p.Plans)-1])
		}
	}
	named := map[string]bool{}
	for i := range p.Plans {
		for j := range p.Plans[i].Drafts {
			d := &p.Plans[i].Drafts[j]
			file := draftFile(p.Plans[i].Slug, d.Number)
			named[file], d.Document = true, r.drafts[file]
		}
	}
	for _, name := range sorted(r.drafts) {
		if !named[name] {
			r.in(name).add("", "pack.file.unnamed")
		}
	}
}

// into binds a file to a record or to a struct of pointers to lists.
func (r *reader) into(b *binder, name string, dst any) {
	if v := r.values[name]; v != nil {
		in := *b
		in.faults = r.in(name)
		in.bind(v, "", reflect.ValueOf(dst).Elem())
	}
}

// profile looks into process.json for what the binder needs before it binds anything. What is wrong there is told when
// the file itself is bound.
func (r *reader) profile() profile {
	var p Process
	v := r.values["process.json"]
	if v == nil || v.kind != object {
		return profileOf(p)
	}
	if w := v.fields["working_language"]; w != nil {
		p.WorkingLanguage = kernel.Lang(w.text)
	}
	for _, l := range items(v.fields["languages"]) {
		p.Languages = append(p.Languages, kernel.Lang(l.text))
	}
	for _, c := range items(v.fields["members"]) {
		if country, err := kernel.ParseCountry(c.text); err == nil && string(country) == c.text {
			p.Members = append(p.Members, country)
		}
	}
	return profileOf(p)
}

func profileOf(process Process) profile {
	p := profile{working: process.WorkingLanguage, languages: map[kernel.Lang]bool{}, members: map[kernel.Country]bool{}}
	for _, l := range process.Languages {
		p.languages[l] = true
	}
	for _, c := range process.Members {
		p.members[c] = true
	}
	return p
}

func items(v *value) []*value {
	if v == nil {
		return nil
	}
	return v.list
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
