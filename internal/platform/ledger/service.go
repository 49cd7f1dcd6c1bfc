package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// Read is the action of looking at the log, which is everyone's; what an act said is shown to its audience only.
const Read access.Action = "ledger:read"

// Policy names the action; that what is public may be read by all is said in package access.
var Policy = access.Policy{Name: "ledger", Actions: []access.Action{Read}}

// Resolver finds the page and the title of a record, as the actor may know them.
type Resolver func(ctx context.Context, q db.Queryer, actor kernel.Actor, ref kernel.Ref) (path string, title kernel.Text, ok bool)

// Service shows the log.
type Service struct {
	log     *Log
	db      *db.DB
	address string
	resolve Resolver
}

// New makes the service. Address is the public one of the installation, for the commands that the page tells. Without a
// resolver records are named by their kind.
func New(log *Log, d *db.DB, address string, resolve Resolver) *Service {
	return &Service{log, d, address, resolve}
}

// Mount registers the pages, and the paths of a tiled log for machines.
func (s *Service) Mount(rt *web.Router) {
	rt.Get("GET /log", Read, s.showLog)
	rt.Get("GET /log/entries/{index}", Read, s.showEntry)
	rt.Get("GET /log/entries/{index}/proof", Read, s.downloadProof)
	const why = "public to machines, the same for every reader"
	for _, pattern := range []string{"GET /log/checkpoint", "GET /log/key", "GET /log/tile/{rest...}"} {
		rt.Raw(pattern, http.HandlerFunc(s.serveFile), why)
	}
}

// serveFile answers as C2SP tlog-tiles says: the checkpoint is fresh, tiles never change.
func (s *Service) serveFile(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/log/")
	var raw []byte
	err := s.db.Read(r.Context(), func(q db.Queryer) (err error) {
		raw, err = s.log.File(r.Context(), q, path)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=3")
	h.Set("Access-Control-Allow-Origin", "*")
	if strings.HasPrefix(path, "tile/") {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	web.Send(w, r, raw)
}

// Proof is what the page of an official record needs for its box that tells how to check it.
type Proof struct {
	Act  act.Stored        // the newest act on the record that the reader may see
	Acts int               // how many there are, at most a page of them
	Hash [sha256.Size]byte // of the newest act's payload
}

// ProveOf finds the newest act on a record. It says false when there is none that the actor may see.
func (l *Log) ProveOf(ctx context.Context, q db.Queryer, actor kernel.Actor, ref kernel.Ref) (_ Proof, ok bool, err error) {
	defer fault.In(&err, "ledger.ProveOf(%s)", ref.Kind)
	acts, err := act.List(ctx, q, actor, act.Filter{Object: ref, Newest: true}, kernel.Page{})
	if err != nil || len(acts) == 0 {
		return Proof{}, false, err
	}
	return Proof{acts[0], len(acts), sha256.Sum256(acts[0].Payload)}, true, nil
}

// Box is the proof as a page shows it. Text is one sentence of the page's own that says what is proved. A page that shows
// a text with a hash of its own, as a draft's, puts that hash in its place.
func (p Proof) Box(v *web.View, text string) ui.Proof {
	return ui.Proof{
		Text: text, Hash: hex.EncodeToString(p.Hash[:]), Entry: v.Loc.Number(p.Act.Leaf),
		Href: v.Href(entryPath(p.Act.Leaf)),
	}
}
