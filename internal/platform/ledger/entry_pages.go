package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// entryPage is the page of one entry.
type entryPage struct {
	page    ui.Page
	head    ui.Head
	facts   []ui.Fact // what the leaf says, in words
	leaf    string    // and as it stands there
	open    bool
	limited bool // the content is shown to this reader, and not to the public
	payload string
	cut     bool // the payload is longer than what is shown
	matches bool
	opening []ui.Fact
	place   []ui.Fact
	path    []string
	files   []ui.Act
}

func (s *Service) showEntry(w http.ResponseWriter, r *http.Request, v *web.View) (err error) {
	defer fault.In(&err, "ledger.showEntry")
	format := web.Format(r)
	if format != "" && format != "json" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	index, err := decimal(r.PathValue("index"))
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "ledger.entry.none")
	}
	var e Entry
	var p entryPage
	err = s.db.Read(r.Context(), func(q db.Queryer) error {
		if e, err = s.log.Entry(r.Context(), q, v.Actor, index); err != nil || format == "json" {
			return err
		}
		p, err = s.entryPage(r.Context(), q, v, e)
		return err
	})
	if err != nil {
		return err
	}
	if format == "json" {
		return sendJSON(w, r, v, e)
	}
	return web.Render(w, r, v, http.StatusOK, showEntry(v, p))
}

// sendJSON answers with an entry for machines. What only this reader may see is stored nowhere.
func sendJSON(w http.ResponseWriter, r *http.Request, v *web.View, e Entry) error {
	raw, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Add("Vary", "Cookie")
	w.Header().Set("Cache-Control", "no-cache")
	if v.Actor.SignedIn() {
		w.Header().Set("Cache-Control", "no-store")
	}
	web.Send(w, r, raw)
	return nil
}

func (s *Service) entryPage(ctx context.Context, q db.Queryer, v *web.View, e Entry) (entryPage, error) {
	leaf, err := act.ParseLeaf([]byte(e.Leaf))
	if err != nil {
		return entryPage{}, err
	}
	number := v.Loc.Number(e.Index)
	title := v.T("ledger.entry.title", "number", number)
	p := entryPage{
		page: ui.Page{Title: title},
		head: ui.Head{
			Crumbs: []ui.Link{{Text: v.T("ledger.page.title"), Href: v.Href("/log")}, {Text: title}},
			Title:  ui.Shown(title), Lead: ui.Shown(kindWords(v.Loc, leaf.Kind)),
		},
		facts: s.leafFacts(ctx, q, v, leaf), leaf: e.Leaf,
		place: []ui.Fact{
			{Term: v.T("ledger.entry.place"), Value: ui.Shown(v.T("ledger.entry.place_of", "number", number, "count", e.Size))},
			{Term: v.T("ledger.entry.hash"), Body: code(base64.StdEncoding.EncodeToString(e.Hash)), Note: v.T("ledger.entry.hash_note")},
			{Term: v.T("ledger.page.root"), Body: code(base64.StdEncoding.EncodeToString(e.Root))},
		},
		files: []ui.Act{
			{Text: v.T("ledger.entry.proof_file"), Href: v.Href(entryPath(e.Index) + "/proof"), Download: true},
			{Text: v.T("ledger.entry.json"), Href: v.Href(entryPath(e.Index) + ".json"), Kind: ui.Second},
		},
	}
	for _, h := range e.Proof {
		p.path = append(p.path, base64.StdEncoding.EncodeToString(h))
	}
	if e.Opening != nil {
		p.openWith(v, leaf, e)
	}
	return p, nil
}

// maxShown is how many bytes of a payload the page shows. The whole is in the entry's JSON.
const maxShown = 16 << 10

func (p *entryPage) openWith(v *web.View, leaf act.Leaf, e Entry) {
	p.open, p.limited, p.matches = true, e.limited, e.Opening.Opens(leaf)
	p.payload = indented(e.Opening.Payload)
	if p.cut = len(p.payload) > maxShown; p.cut {
		p.payload = strings.ToValidUTF8(p.payload[:maxShown], "")
	}
	found := act.Commit(e.Opening.Salt, []byte(e.Opening.Payload))
	text := sha256.Sum256([]byte(e.Opening.Payload))
	p.opening = []ui.Fact{
		{Term: v.T("ledger.entry.text_hash"), Body: code(hex.EncodeToString(text[:]))},
		{Term: v.T("ledger.entry.salt"), Body: code(base64.StdEncoding.EncodeToString(e.Opening.Salt)), Note: v.T("ledger.entry.salt_note")},
		{Term: v.T("ledger.entry.recomputed"), Body: code(base64.StdEncoding.EncodeToString(found))},
		{Term: v.T("ledger.entry.commitment"), Body: code(leaf.Commitment)},
	}
}

// indented sets a payload for reading; the bytes that are hashed are in the entry's JSON.
func indented(payload string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(payload), "", "  ") != nil {
		return payload
	}
	return b.String()
}

func (s *Service) leafFacts(ctx context.Context, q db.Queryer, v *web.View, leaf act.Leaf) []ui.Fact {
	kind, id, _ := strings.Cut(leaf.Object, "/")
	about := s.about(ctx, q, v, kernel.Ref{Kind: kind, ID: kernel.ID(id)})
	when := leaf.At
	if t, err := time.Parse(time.RFC3339Nano, leaf.At); err == nil {
		when = v.Time(t)
	}
	return []ui.Fact{
		{Term: v.T("ledger.list.what"), Value: ui.Shown(kindWords(v.Loc, leaf.Kind)), Note: leaf.Kind},
		{Term: v.T("ledger.list.when"), Value: ui.Shown(when)},
		{Term: v.T("ledger.list.about"), Value: about.Text, Href: about.Href, Note: leaf.Object},
		{Term: v.T("ledger.entry.version"), Value: ui.Shown(v.Loc.Number(leaf.Version))},
		{Term: v.T("ledger.list.who"), Value: ui.Shown(who(v, kernel.Role(leaf.Role), kernel.Country(leaf.Delegation)))},
		{Term: v.T("ledger.entry.owner"), Body: code(leaf.Owner), Note: v.T("ledger.entry.owner_note")},
	}
}

func (s *Service) downloadProof(w http.ResponseWriter, r *http.Request, v *web.View) (err error) {
	defer fault.In(&err, "ledger.downloadProof")
	index, err := decimal(r.PathValue("index"))
	if err != nil {
		return fault.Wrap(fault.NotFound, err, "ledger.entry.none")
	}
	var file []byte
	err = s.db.Read(r.Context(), func(q db.Queryer) error {
		e, err := s.log.Entry(r.Context(), q, v.Actor, index)
		if err != nil {
			return err
		}
		checkpoint, err := s.log.Checkpoint(r.Context(), q)
		file = e.ProofFile(checkpoint)
		return err
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="entry-`+strconv.FormatInt(index, 10)+`.tlog-proof"`)
	h.Set("Cache-Control", "no-cache")
	web.Send(w, r, file)
	return nil
}
