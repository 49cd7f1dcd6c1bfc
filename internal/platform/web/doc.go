// Package web is the shell that every page stands in: the router, what a page knows of its reader, how it is rendered,
// forms, errors, static files and the layers around them.
//
// A feature registers its pages once, without language and without suffix:
//
//	rt.Get("GET /meetings/{slug}", meeting.Read, f.showMeeting)
//
// and a handler translates a request to a use case and its answer to a page:
//
//	func (f *Feature) showMeeting(w http.ResponseWriter, r *http.Request, v *web.View) error {
//		m, err := f.service.Meeting(r.Context(), v.Actor, r.PathValue("slug"))
//		if err != nil {
//			return err
//		}
//		return web.Render(w, r, v, http.StatusOK, meetingPage(v, m))
//	}
//
// The error becomes a page by its kind (see fault). The first element of an address is its language; a suffix such as
// .ics says which form of the page is wanted: the handler asks Format. A page that never asks is not found under it.
// A form reads its values with ReadForm, and a refused one is shown again from its FormState with status 422.
//
// What pages are built of is in package ui.
package web
