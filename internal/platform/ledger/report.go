package ledger

import (
	"encoding/base64"
	"errors"

	"sampan/internal/fault"
	"sampan/internal/platform/i18n"
)

// Report is what Verify found. Findings are what is wrong; without any, all that was looked at is in order.
type Report struct {
	Head       Head   // what the checkpoint says
	Checkpoint []byte // as it was read
	Keys       []string
	KeyOffered bool  // the keys came from the log itself: nobody vouched for them
	Since      *Head // the earlier checkpoint, when one was given
	Read       int64 // entries whose place was checked
	Opened     int64 // entries whose content was checked too
	Closed     int64 // entries whose content is not given out
	Foreign    int64 // entries in a form that this program does not know
	Findings   []fault.Message
	More       int // findings that were left out because there are so many
}

// maxFindings is how many findings a report tells one by one.
const maxFindings = 50

// OK says that nothing was found wrong.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

func (r *Report) find(key string, args ...any) {
	if len(r.Findings) == maxFindings {
		r.More++
		return
	}
	r.Findings = append(r.Findings, fault.Message{Key: key, Args: args})
}

// signed notes why a checkpoint could not be accepted; what names which of the two it is.
func (r *Report) signed(err error, what string) {
	switch {
	case err == nil:
	case errors.Is(err, errUnknown):
		r.find(what + "_key")
	case errors.Is(err, errSignature):
		r.find(what + "_signature")
	default:
		r.find(what + "_unreadable")
	}
}

// Words tells the report to a person, a sentence a line, what is wrong last.
func (r *Report) Words(l *i18n.Locale) []string {
	var lines []string
	say := func(key string, args ...any) { lines = append(lines, l.T(key, args...)) }
	say("ledger.report.log", "origin", r.Head.Origin, "count", r.Head.Size)
	say("ledger.report.root", "root", base64.StdEncoding.EncodeToString(r.Head.Root[:]))
	key := "ledger.report.key"
	if r.KeyOffered {
		key = "ledger.report.key_offered"
	}
	for _, k := range r.Keys {
		say(key, "key", k)
	}
	say("ledger.report.read", "count", r.Read)
	if r.Opened > 0 {
		say("ledger.report.opened", "count", r.Opened)
	}
	if r.Closed > 0 {
		say("ledger.report.closed", "count", r.Closed)
	}
	if r.Foreign > 0 {
		say("ledger.report.foreign", "count", r.Foreign)
	}
	if !r.OK() {
		return append(lines, r.wrong(l)...)
	}
	if r.Since != nil {
		say("ledger.report.since", "count", r.Since.Size)
	}
	say("ledger.report.ok")
	return lines
}

func (r *Report) wrong(l *i18n.Locale) []string {
	lines := []string{l.T("ledger.report.wrong")}
	for _, f := range r.Findings {
		lines = append(lines, l.Message(f))
	}
	if r.More > 0 {
		lines = append(lines, l.T("ledger.report.more", "count", r.More))
	}
	return append(lines, l.T("ledger.report.keep"))
}
