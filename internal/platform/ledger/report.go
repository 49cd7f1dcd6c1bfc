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

// refusals are the findings of a checkpoint that could not be accepted.
type refusals struct{ key, signature, unreadable string }

var (
	ofLog     = refusals{"ledger.finding.checkpoint_key", "ledger.finding.checkpoint_signature", "ledger.finding.checkpoint_unreadable"}
	ofEarlier = refusals{"ledger.finding.since_key", "ledger.finding.since_signature", "ledger.finding.since_unreadable"}
)

// signed notes why a checkpoint could not be accepted, if it could not.
func (r *Report) signed(err error, why refusals) {
	switch {
	case err == nil:
	case errors.Is(err, errUnknown):
		r.find(why.key)
	case errors.Is(err, errSignature):
		r.find(why.signature)
	default:
		r.find(why.unreadable)
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
