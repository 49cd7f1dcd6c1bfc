package meeting

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/record"
)

// listDecisions gives what meetings decided, newest meeting first, within a meeting in the order of the record.
func listDecisions(ctx context.Context, q db.Queryer, actor kernel.Actor, f Filter, page kernel.Page) (record.Listing[Decision], error) {
	list := record.Listing[Decision]{Items: []Decision{}}
	f.Withdrawn = false
	cond, args := f.where(actor)
	of := "meeting_id IN (SELECT id FROM meeting WHERE " + cond + ")"
	if err := q.QueryRowContext(ctx, "SELECT COUNT(*) FROM meeting_decision WHERE "+of, args...).Scan(&list.Total); err != nil {
		return list, err
	}
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
	type place struct {
		meeting kernel.ID
		cursor  string
	}
	places, err := scanAll(ctx, q, fmt.Sprintf(`
		SELECT meeting_id, seq, order_key, content
		FROM meeting_decision
		WHERE %s AND %s
		ORDER BY order_key DESC, meeting_id DESC, seq
		LIMIT $%d`, of, scope, len(args)), args, func(rows *sql.Rows) (place, error) {
		var d Decision
		var id, content string
		var seq, order int64
		if err := rows.Scan(&id, &seq, &order, &content); err != nil {
			return place{}, err
		}
		err := json.Unmarshal([]byte(content), &d.Outcome)
		list.Items = append(list.Items, d)
		return place{kernel.ID(id), record.Cursor{Order: order, ID: id}.String() + "." + strconv.FormatInt(seq, 10)}, err
	})
	if err != nil {
		return list, err
	}
	if len(list.Items) > page.Size() {
		list.Items, places = list.Items[:page.Size()], places[:page.Size()]
		list.Next = places[len(places)-1].cursor
	}
	byID := map[kernel.ID]Meeting{}
	for i, p := range places {
		m, have := byID[p.meeting]
		if !have {
			if m, err = scanMeeting(q.QueryRowContext(ctx, "SELECT "+columns+" FROM meeting WHERE id = $1", p.meeting)); err != nil {
				return list, err
			}
			byID[p.meeting] = m
		}
		list.Items[i].Meeting = m
	}
	return list, nil
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
