package governance

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web"
	"sampan/internal/platform/web/ui"
)

// versionShown is one version of a record: the act that made it, and which words it changed.
type versionShown struct {
	What, When, Who, Version string
	Why                      string
	Changes                  []wordChange
	Href                     string
}

// wordChange is one text before and after.
type wordChange struct{ Field, Before, After string }

// historyPage is the history of a record, newest first.
type historyPage struct {
	Title    web.Shown
	Kind     string
	Versions []versionShown
}

func (s *Service) showHistory(w http.ResponseWriter, r *http.Request, v *web.View) error {
	kind, id, err := recordIn(r)
	if err != nil {
		return err
	}
	var p historyPage
	err = s.read(r.Context(), v, func(q db.Queryer) error {
		acts, err := s.history(r.Context(), q, v.Actor, kind, id)
		if err == nil && len(acts) == 0 {
			err = fault.New(fault.NotFound, "fault.not_found")
		}
		if err != nil {
			return err
		}
		p = historyOf(v, kind, acts)
		return nil
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, v, http.StatusOK, historyView(v, p))
}

func recordIn(r *http.Request) (Kind, kernel.ID, error) {
	kind := Kind(r.PathValue("kind"))
	id, err := kernel.ParseID(r.PathValue("id"))
	if err != nil || !slices.Contains(Kinds, kind) {
		return "", "", fault.New(fault.NotFound, "fault.not_found")
	}
	return kind, id, nil
}

// history gives the acts on a record, newest first.
func (s *Service) history(ctx context.Context, q db.Queryer, actor kernel.Actor, kind Kind, id kernel.ID) ([]act.Stored, error) {
	return act.List(ctx, q, actor, act.Filter{Object: kernel.Ref{Kind: string(kind), ID: id}, Newest: true}, kernel.Page{Limit: kernel.MaxLimit})
}

func historyOf(v *web.View, kind Kind, acts []act.Stored) historyPage {
	p := historyPage{Kind: v.T("governance.kind." + string(kind))}
	p.Title = ui.Shown(cmp.Or(recordName(v, acts[0].Payload), p.Kind))
	for i, a := range acts {
		var before json.RawMessage
		if i+1 < len(acts) {
			before = acts[i+1].Payload
		}
		_, what, _ := strings.Cut(a.Kind, ".")
		shown := versionShown{
			What: v.T("governance.act." + strings.TrimPrefix(what, string(kind)+"_")), When: v.Time(a.At), Who: officeOf(v, a),
			Version: strconv.FormatInt(a.Version, 10), Changes: changes(v, before, a.Payload), Href: v.Href("/log/entries/" + itoa(a.Leaf)),
		}
		var said payload
		if json.Unmarshal(a.Payload, &said) == nil {
			shown.Why = said.Withdrawn
		}
		p.Versions = append(p.Versions, shown)
	}
	return p
}

// officeOf names the office that acted: a role and its country, never a person.
func officeOf(v *web.View, a act.Stored) string {
	switch {
	case a.Role == "":
		return v.T("governance.history.program")
	case a.Delegation != "":
		return v.T("governance.history.office", "role", a.Role, "country", a.Delegation)
	}
	return v.Loc.Role(a.Role)
}

// recordName is what a payload calls its record.
func recordName(v *web.View, raw json.RawMessage) string {
	var p struct {
		Content struct {
			Name   kernel.Text `json:"name"`
			Office kernel.Text `json:"office"`
		} `json:"content"`
	}
	if json.Unmarshal(raw, &p) != nil {
		return ""
	}
	if name := v.Text(p.Content.Name); name.Text != "" {
		return name.Text
	}
	return v.Text(p.Content.Office).Text
}

// changes lists the texts that differ between two versions of a record; none for the first version.
func changes(v *web.View, before, after json.RawMessage) []wordChange {
	if before == nil {
		return nil
	}
	was, is := leaves(before), leaves(after)
	var all []wordChange
	for _, path := range union(was, is) {
		if was[path] == is[path] || !wordy(path) {
			continue
		}
		all = append(all, wordChange{Field: placeName(v, path), Before: was[path], After: is[path]})
	}
	return all
}

// wordy says that a place of a payload holds something to read: no address of a source, no bookkeeping of a wording.
func wordy(path string) bool {
	for _, skip := range []string{".sources.", ".state", ".by", ".when", ".made_of", "withdrawn"} {
		if strings.Contains(path, skip) {
			return false
		}
	}
	return true
}

// placeName is the field that a place of a payload belongs to.
func placeName(v *web.View, path string) string {
	_, rest, _ := strings.Cut(path, "content.")
	parts := strings.Split(cmp.Or(rest, path), ".")
	if len(parts) > 1 && (parts[1] == "from" || parts[1] == "to") {
		return fieldName(v, parts[1])
	}
	return fieldName(v, parts[0])
}

// leaves flattens JSON to its values by place.
func leaves(raw json.RawMessage) map[string]string {
	var tree any
	flat := map[string]string{}
	if json.Unmarshal(raw, &tree) == nil {
		flatten(flat, "", tree)
	}
	return flat
}

func flatten(into map[string]string, path string, value any) {
	switch x := value.(type) {
	case map[string]any:
		for name, child := range x {
			flatten(into, strings.TrimPrefix(path+"."+name, "."), child)
		}
	case []any:
		for i, child := range x {
			flatten(into, path+"."+strconv.Itoa(i), child)
		}
	case string:
		into[path] = x
	case bool:
		into[path] = map[bool]string{true: "✓"}[x]
	case float64:
		into[path] = strconv.FormatFloat(x, 'f', -1, 64)
	}
}

func union(a, b map[string]string) []string {
	var all []string
	for path := range a {
		all = append(all, path)
	}
	for path := range b {
		if _, both := a[path]; !both {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	return all
}

// withdrawPage asks for the reason.
type withdrawPage struct {
	Title, Kind string
	Form        ui.FormOf
	Back        string
}

// latest gives the newest act on a record that may be withdrawn and still stands.
func (s *Service) latest(r *http.Request, v *web.View, kind Kind, id kernel.ID) (a act.Stored, p payload, err error) {
	err = s.walk.DB.Read(r.Context(), func(q db.Queryer) error {
		acts, err := s.history(r.Context(), q, v.Actor, kind, id)
		if err != nil {
			return err
		}
		if len(acts) == 0 || !slices.Contains(withdrawable, kind) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		a = acts[0]
		return json.Unmarshal(a.Payload, &p)
	})
	return a, p, err
}

func (s *Service) askWithdraw(w http.ResponseWriter, r *http.Request, v *web.View) error {
	return s.showWithdraw(w, r, v, http.StatusOK, web.FormState{})
}

func (s *Service) showWithdraw(w http.ResponseWriter, r *http.Request, v *web.View, status int, state web.FormState) error {
	kind, id, err := recordIn(r)
	if err != nil {
		return err
	}
	a, said, err := s.latest(r, v, kind, id)
	if err != nil {
		return err
	}
	if said.Withdrawn != "" {
		return fault.New(fault.Gone, "governance.fault.withdrawn")
	}
	if err := s.walk.Access.Check(v.Actor, changeAction(kind), resource(kind, id, countryOf(kind, said))); err != nil {
		return err
	}
	p := withdrawPage{
		Title: cmp.Or(recordName(v, a.Payload), v.T("governance.kind."+string(kind))), Kind: v.T("governance.kind." + string(kind)),
		Form: ui.FormOf{Action: v.Path, Version: int(a.Version), State: state}, Back: historyPath(kind, id),
	}
	return web.Render(w, r, v, status, withdrawView(v, p))
}

// changeAction is what changing a record of the kind asks for.
func changeAction(kind Kind) access.Action {
	if kind == KindChair {
		return ConfirmChair
	}
	return Edit
}

// countryOf is whose a record is when its change is asked about: terms of the chair are the region's.
func countryOf(kind Kind, p payload) kernel.Country {
	if kind == KindChair {
		return ""
	}
	return p.Country
}

func (s *Service) withdrawRecord(w http.ResponseWriter, r *http.Request, v *web.View) error {
	kind, id, err := recordIn(r)
	if err != nil {
		return err
	}
	f, c, err := readChange(r, v)
	if err != nil {
		return err
	}
	err = s.Withdraw(r.Context(), c, kind, id, f.Text("why"))
	if fault.Is(err, fault.Invalid) {
		return s.showWithdraw(w, r, v, http.StatusUnprocessableEntity, f.State(err))
	}
	if err != nil {
		return err
	}
	web.SetFlash(w, "governance.flash.withdrawn")
	return web.Redirect(w, r, v, historyPath(kind, id))
}
