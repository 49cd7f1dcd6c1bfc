package account

import (
	"context"
	"net/http"
	"unicode/utf8"

	"github.com/a-h/templ"

	"sampan/internal/fault"
	"sampan/internal/platform/web"
)

// asked is what a page that asks for a proof was given: where its reader wants to go, or the form that waits for it.
type asked struct {
	next string
	kept *web.Kept
}

// AskAgain answers a form that cannot be taken before its sender has proved who they are: with a page that keeps it and
// asks for the proof. Without script, too, what was written is sent on after it.
func (s *Service) AskAgain(w http.ResponseWriter, r *http.Request, v *web.View, p web.Problem, kept *web.Kept) error {
	on := asked{kept: kept}
	if p.Kind == fault.StepUp {
		return s.verifyForm(w, r, v, p.Status, web.FormState{}, on)
	}
	return s.signInForm(w, r, v, p.Status, web.FormState{}, on)
}

// sendKept answers a proof with the form that waited for it. Whoever has signed in as another person than the one who
// wrote it is asked again.
func (s *Service) sendKept(w http.ResponseWriter, r *http.Request, v *web.View, session string, kept *web.Kept) error {
	own, err := s.viewOf(r.Context(), v, session)
	if err != nil {
		return err
	}
	if kept.Writer != "" && kept.Writer != own.Writer() {
		return s.signInForm(w, r, own, http.StatusUnauthorized, web.FormState{}, asked{kept: kept})
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, own, http.StatusOK, acceptedView(own, kept))
}

// viewOf is the page as the person of the session sees it.
func (s *Service) viewOf(ctx context.Context, v *web.View, session string) (*web.View, error) {
	id := s.bySession(ctx, session)
	if id.err != nil {
		return nil, id.err
	}
	if id.person == nil {
		return nil, fault.New(fault.SignIn, "fault.sign_in")
	}
	own := *v
	own.Actor, own.Name = id.actor, id.person.Name
	return &own, nil
}

// aside makes a link open beside a page that keeps a form.
func aside(kept *web.Kept) templ.Attributes {
	if kept == nil {
		return nil
	}
	return templ.Attributes{"target": "_blank", "rel": "noopener"}
}

// longText is longer than anything that a form holds beside what somebody wrote.
const longText = 40

func longTexts(kept *web.Kept) (texts []string) {
	for _, field := range kept.Fields() {
		if field[0] != web.WriterField && utf8.RuneCountInString(field[1]) > longText {
			texts = append(texts, field[1])
		}
	}
	return texts
}
