package meeting

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
)

// listDecisions gives what meetings decided, newest meeting first, within a meeting in the order of the record.
func listDecisions(ctx context.Context, q db.Queryer, actor kernel.Actor, f Filter, page kernel.Page) (record.Listing[Decision], error) {
	list := record.Listing[Decision]{Items: []Decision{}}
	f.Withdrawn = false
	cond, args := f.where(actor)
	of := "meeting_id IN (SELECT id FROM meeting WHERE " + cond + ")"
	total, err := db.KeptOne(ctx, q, "SELECT COUNT(*) FROM meeting_decision WHERE "+of, args, scanCount)
	if err != nil {
		return list, err
	}
	list.Total = total
	if page.Cursor != "" {
		c, seq, err := parseDecisionCursor(page.Cursor)
		if err != nil {
			return list, err
		}
		n := len(args)
		of += fmt.Sprintf(" AND (order_key < $%d OR order_key = $%d AND (meeting_id < $%d OR meeting_id = $%d AND seq > $%d))", n+1, n+1, n+2, n+2, n+3)
		args = append(args, c.Order, c.ID, seq)
	}
	scope, more := access.Scope(actor, len(args)+1)
	args = append(append(args, more...), page.Size()+1)
	found, err := db.Kept(ctx, q, fmt.Sprintf(`
		SELECT meeting_id, seq, order_key, content
		FROM meeting_decision
		WHERE %s AND %s
		ORDER BY order_key DESC, meeting_id DESC, seq
		LIMIT $%d`, of, scope, len(args)), args, scanPlacedDecision)
	if err != nil {
		return list, err
	}
	if len(found) > page.Size() {
		found = found[:page.Size()]
		list.Next = found[len(found)-1].cursor()
	}
	for _, d := range found {
		m, err := db.KeptOne(ctx, q, "SELECT "+columns+" FROM meeting WHERE id = $1", []any{d.meeting}, scanMeeting)
		if err != nil {
			return list, err
		}
		list.Items = append(list.Items, Decision{Meeting: m, Outcome: d.outcome})
	}
	return list, nil
}

// placedDecision is a decision with its place in the order of lists.
type placedDecision struct {
	meeting    kernel.ID
	seq, order int64
	outcome    pack.Outcome
}

func scanPlacedDecision(row db.Row) (d placedDecision, err error) {
	var content string
	if err := row.Scan(&d.meeting, &d.seq, &d.order, &content); err != nil {
		return d, err
	}
	err = json.Unmarshal([]byte(content), &d.outcome)
	return d, err
}

func (d placedDecision) cursor() string {
	return record.Cursor{Order: d.order, ID: string(d.meeting)}.String() + "." + strconv.FormatInt(d.seq, 10)
}

func parseDecisionCursor(s string) (record.Cursor, int64, error) {
	at := strings.LastIndexByte(s, '.')
	if at < 0 {
		return record.Cursor{}, 0, fault.New(fault.Invalid, "record.cursor")
	}
	seq, err := strconv.ParseInt(s[at+1:], 10, 64)
	if err != nil {
		return record.Cursor{}, 0, fault.New(fault.Invalid, "record.cursor")
	}
	c, err := record.ParseCursor(s[:at])
	return c, seq, err
}
