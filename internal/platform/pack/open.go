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
	MaxFileSize = 5 << 20 // bytes of one file
	MaxFiles    = 500     // files of one pack
	MaxNodes    = 20_000  // nodes of one plan
)

// domain is hashed before the files, so that no other hash of the program can be taken for a pack's.
const domain = "sampan pack v1\n"

// files of a pack besides those in plans/, and whether a pack must have them.
var files = map[string]bool{
	"sources.json": true, "process.json": true, "members.json": true, "bodies.json": false, "secretariat.json": false,
	"chairs.json": false, "partners.json": false, "meetings.json": false, "instruments.json": false,
}

// Open reads the pack in fsys. Whatever is wrong with it is told in one Invalid fault whose fields name file and place.
func Open(fsys fs.FS) (p *Pack, err error) {
	defer fault.In(&err, "pack.Open")
	var told fault.List
	r := &reader{faults: &faults{list: &told}, fsys: fsys, values: map[string]*value{}}
	if err := r.read(); err != nil {
		return nil, err
	}
	p = &Pack{digest: r.digest()}
	r.bind(p)
	check(p, r.faults)
	if err := told.Err(); err != nil {
		return nil, err
	}
	finish(p)
	return p, nil
}

// Digest is a SHA-256 over what the files say: it stays the same when only white space or the order of keys change.
func (p *Pack) Digest() []byte { return bytes.Clone(p.digest) }

// reader holds the parsed files of a pack by name.
type reader struct {
	*faults

	fsys   fs.FS
	values map[string]*value
}

// read parses every file. Its error is one of reading; what a file says wrong is a fault.
func (r *reader) read() error {
	entries, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "pack.unreadable")
	}
	found := map[string]bool{}
	for _, e := range entries {
		found[e.Name()] = true
		_, known := files[e.Name()]
		switch {
		case known:
			err = r.file(e, e.Name())
		case e.Name() == "plans" && e.IsDir():
			err = r.plans()
		case e.Name() == "README.md", strings.HasPrefix(e.Name(), "."):
		default:
			r.in(e.Name()).add("", "pack.file.unknown")
		}
		if err != nil {
			return err
		}
	}
	for _, name := range sorted(files) {
		if files[name] && !found[name] {
			r.in(name).add("", "pack.file.missing")
		}
	}
	return nil
}

func (r *reader) plans() error {
	entries, err := fs.ReadDir(r.fsys, "plans")
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "pack.unreadable")
	}
	if len(entries) > MaxFiles {
		r.in("plans").add("", "pack.files", "max", MaxFiles)
		return nil
	}
	for _, e := range entries {
		name := path.Join("plans", e.Name())
		if !strings.HasSuffix(name, ".json") {
			r.in(name).add("", "pack.file.unknown")
			continue
		}
		if err := r.file(e, name); err != nil {
			return err
		}
	}
	return nil
}

// file parses one regular file. A link is not followed: what a pack says lies in its own directory.
func (r *reader) file(e fs.DirEntry, name string) error {
	f := r.in(name)
	if !e.Type().IsRegular() {
		f.add("", "pack.file.regular")
		return nil
	}
	file, err := r.fsys.Open(name)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "pack.unreadable")
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxFileSize+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return fault.Wrap(fault.Unavailable, err, "pack.unreadable")
	}
	if len(data) > MaxFileSize {
		f.add("", "pack.file.size", "max_mib", MaxFileSize>>20)
		return nil
	}
	if v := parse(data, f); v != nil {
		r.values[name] = v
	}
	return nil
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
// rest is held to.
func (r *reader) bind(p *Pack) {
	b := &binder{faults: r.faults, sources: map[string]kernel.Source{}, names: &names{given: map[name]bool{}}, profile: r.profile()}
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
		Instruments *[]Instrument `json:"instruments"`
	}{&p.Instruments})
	for _, name := range sorted(r.values) {
		if strings.HasPrefix(name, "plans/") {
			p.Plans = append(p.Plans, Plan{})
			p.planFiles = append(p.planFiles, name)
			r.into(b, name, &p.Plans[len(p.Plans)-1])
		}
	}
	b.names.check(r.faults)
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
	p := profile{languages: map[kernel.Lang]bool{}, members: map[kernel.Country]bool{}}
	v := r.values["process.json"]
	if v == nil || v.kind != object {
		return p
	}
	if w := v.fields["working_language"]; w != nil {
		p.working = kernel.Lang(w.text)
	}
	for _, l := range items(v.fields["languages"]) {
		p.languages[kernel.Lang(l.text)] = true
	}
	for _, c := range items(v.fields["members"]) {
		if country, err := kernel.ParseCountry(c.text); err == nil && string(country) == c.text {
			p.members[country] = true
		}
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
