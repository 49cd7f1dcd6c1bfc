package governance

import (
	"time"

	"sampan/internal/kernel"
)

// SeatContent is what is on record of a seat.
type SeatContent struct {
	Name    kernel.Text     `json:"name"`            // "First representative"
	Status  SeatStatus      `json:"status"`          // SeatVacant or SeatDeferred where a source says so, else ""
	Basis   kernel.Text     `json:"basis,omitempty"` // of the status
	Number  int             `json:"number,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// HolderContent is who holds a seat: an office, or a person by the public function alone.
type HolderContent struct {
	Office  kernel.Text     `json:"office"`
	Agency  string          `json:"agency,omitempty"` // slug
	Period  kernel.Period   `json:"period,omitzero"`
	Basis   kernel.Text     `json:"basis,omitempty"`
	Sources []kernel.Source `json:"sources"`
}

// SeatStatus is how a seat stands.
type SeatStatus string

// The statuses of a seat.
const (
	SeatHeld     SeatStatus = "held"
	SeatVacant   SeatStatus = "vacant"    // said to be by a source
	SeatDeferred SeatStatus = "deferred"  // the credentials of its holder are: they may not speak from it
	SeatUnknown  SeatStatus = "no_record" // no holder on record
)

// StatusOn is how a seat stands on a day, with the holders of that day. Deferred credentials stand above a holder, and a holder
// above a vacancy that was recorded before.
func StatusOn(seat SeatContent, holders []Holder, day time.Time) (SeatStatus, []Holder) {
	var now []Holder
	for _, h := range holders {
		if h.Content.Period.Contains(day) {
			now = append(now, h)
		}
	}
	switch {
	case seat.Status == SeatDeferred:
		return SeatDeferred, now
	case len(now) > 0:
		return SeatHeld, now
	case seat.Status == SeatVacant:
		return SeatVacant, nil
	}
	return SeatUnknown, nil
}

// MaySpeak says who may speak for a country in a body on a day: the holders of its seats whose credentials are not
// deferred.
func MaySpeak(seats []Seat, holders []Holder, country kernel.Country, day time.Time) []Holder {
	var who []Holder
	for _, s := range seats {
		if s.Country != country {
			continue
		}
		if status, now := StatusOn(s.Content, holdersIn(s.ID, holders), day); status == SeatHeld {
			who = append(who, now...)
		}
	}
	return who
}

func holdersIn(seat kernel.ID, holders []Holder) []Holder {
	var its []Holder
	for _, h := range holders {
		if h.Parent == seat {
			its = append(its, h)
		}
	}
	return its
}
