package meeting

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/pack"
	"sampan/internal/platform/record"
)

const columns = "id, content, withdrawn, withdrawn_why, withdrawn_for, withdrawn_at, recorded_at, changed_at, audience, audience_of, version"

func scanMeeting(row db.Row) (Meeting, error) {
	var m Meeting
	var content string
	var w Withdrawal
	var withdrawn bool
	var at, recorded, changed int64
	err := row.Scan(&m.ID, &content, &withdrawn, &w.Why, &w.Instead, &at, &recorded, &changed, &m.Audience.Kind, &m.Audience.Of, &m.Version)
	if err != nil {
		return Meeting{}, err
	}
	if withdrawn {
		w.At = kernel.FromMicros(at)
		m.Withdrawn = &w
	}
	m.Recorded, m.Changed = kernel.FromMicros(recorded), kernel.FromMicros(changed)
	err = json.Unmarshal([]byte(content), &m.Content)
	return m, err
}

// loadMeeting finds a record by its slug, whoever may see it; the caller asks the authority.
func loadMeeting(ctx context.Context, q db.Queryer, slug string) (Meeting, error) {
	m, err := db.KeptOne(ctx, q, "SELECT "+columns+" FROM meeting WHERE slug = $1", []any{slug}, scanMeeting)
	if errors.Is(err, sql.ErrNoRows) {
		return Meeting{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return m, err
}

// slugOf is the slug of the record with the identifier; "" when there is none.
func slugOf(ctx context.Context, q db.Queryer, id kernel.ID) (string, error) {
	var slug string
	err := q.QueryRowContext(ctx, "SELECT slug FROM meeting WHERE id = $1", id).Scan(&slug)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return slug, err
}

func insertMeeting(ctx context.Context, q db.Queryer, m Meeting, k Kind) error {
	row, err := rowOf(m, k)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO meeting (slug, kind, number, state, country, year_from, year_to, order_key, words, content, changed_at, audience, audience_of,
		                     id, withdrawn, withdrawn_why, withdrawn_for, withdrawn_at, recorded_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', 0, $16, $17)`,
		append(row, m.ID, false, kernel.Micros(m.Recorded), m.Version)...)
	if db.Duplicate(err) {
		var faults fault.List
		faults.Add("slug", "meeting.fault.slug_taken")
		return faults.Err()
	}
	if err != nil {
		return err
	}
	return replaceParts(ctx, q, m, k)
}

// updateMeeting stores a record whose row is locked.
func updateMeeting(ctx context.Context, q db.Queryer, m Meeting, k Kind) error {
	row, err := rowOf(m, k)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		UPDATE meeting
		SET slug = $1, kind = $2, number = $3, state = $4, country = $5, year_from = $6, year_to = $7, order_key = $8, words = $9,
		    content = $10, changed_at = $11, audience = $12, audience_of = $13
		WHERE id = $14`, append(row, m.ID)...)
	if err != nil {
		return err
	}
	return replaceParts(ctx, q, m, k)
}

// rowOf is what the columns hold that both statements write, in their order.
func rowOf(m Meeting, k Kind) ([]any, error) {
	content, err := json.Marshal(m.Content)
	if err != nil {
		return nil, err
	}
	from, to := years(m.Content)
	return []any{
		m.Slug, m.Kind, m.Number, string(m.State), string(m.Country), from, to, orderKey(m.Content, k.Rank),
		searchWords(m.Content, k.MeetingKind), string(content), kernel.Micros(m.Changed), string(m.Audience.Kind), m.Audience.Of,
	}, nil
}

// replaceParts takes links and decisions anew from the record. A withdrawn record has none.
func replaceParts(ctx context.Context, q db.Queryer, m Meeting, k Kind) error {
	for _, table := range []string{"meeting_link", "meeting_decision"} {
		if _, err := q.ExecContext(ctx, "DELETE FROM "+table+" WHERE meeting_id = $1", m.ID); err != nil {
			return err
		}
	}
	if m.Withdrawn != nil {
		return nil
	}
	for relation, slugs := range map[string][]string{joint: m.JointWith, conflicting: m.ConflictsWith} {
		for _, slug := range slugs {
			_, err := q.ExecContext(ctx, `
				INSERT INTO meeting_link (meeting_id, relation, slug) VALUES ($1, $2, $3)
				ON CONFLICT (meeting_id, relation, slug) DO NOTHING`, m.ID, relation, slug)
			if err != nil {
				return err
			}
		}
	}
	for i, o := range m.Outcomes {
		content, err := json.Marshal(o)
		if err != nil {
			return err
		}
		_, err = q.ExecContext(ctx, `
			INSERT INTO meeting_decision (meeting_id, seq, order_key, content, audience, audience_of, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			m.ID, i, orderKey(m.Content, k.Rank), string(content), string(m.Audience.Kind), m.Audience.Of, m.Version)
		if err != nil {
			return err
		}
	}
	return nil
}

// The relations of meeting_link.
const (
	joint       = "joint"
	conflicting = "conflict"
)

// withdrawMeeting marks a record whose row is locked.
func withdrawMeeting(ctx context.Context, q db.Queryer, m Meeting) error {
	_, err := q.ExecContext(ctx, `
		UPDATE meeting
		SET withdrawn = $1, withdrawn_why = $2, withdrawn_for = $3, withdrawn_at = $4, changed_at = $4
		WHERE id = $5`,
		true, m.Withdrawn.Why, m.Withdrawn.Instead, kernel.Micros(m.Withdrawn.At), m.ID)
	if err != nil {
		return err
	}
	return replaceParts(ctx, q, m, Kind{})
}

// where is the condition of a list and its arguments, from $1 on.
func (f Filter) where(actor kernel.Actor) (string, []any) {
	cond, args := access.Scope(actor, 1)
	add := func(clause string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = len(args)
		}
		cond += "\n  AND " + fmt.Sprintf(clause, places...)
	}
	add("withdrawn = $%d", f.Withdrawn)
	if f.Kind != "" {
		add("kind = $%d", f.Kind)
	}
	if f.Country != "" {
		add("country = $%d", string(f.Country))
	}
	if f.State != "" {
		add("state = $%d", string(f.State))
	}
	if f.Year != 0 {
		add("year_from <= $%d AND year_to >= $%d", f.Year, f.Year)
	}
	for _, w := range f.words() {
		add("REPLACE(words, $%d, '') <> words", w) // holds the word, said in a way that both engines share
	}
	return cond, args
}

func listMeetings(ctx context.Context, q db.Queryer, actor kernel.Actor, f Filter, page kernel.Page) (record.Listing[Meeting], error) {
	var list record.Listing[Meeting]
	cond, args := f.where(actor)
	total, err := db.KeptOne(ctx, q, "SELECT COUNT(*) FROM meeting WHERE "+cond, args, scanCount)
	if err != nil {
		return list, err
	}
	list.Total = total
	order, after := f.order()
	if page.Cursor != "" {
		c, err := record.ParseCursor(page.Cursor)
		if err != nil {
			return list, err
		}
		n := len(args)
		cond += fmt.Sprintf(" AND (order_key %s $%d OR order_key = $%d AND id %s $%d)", after, n+1, n+1, after, n+2)
		args = append(args, c.Order, c.ID)
	}
	args = append(args, page.Size()+1)
	found, err := db.Kept(ctx, q, fmt.Sprintf(`
		SELECT order_key, %s
		FROM meeting
		WHERE %s
		ORDER BY %s
		LIMIT $%d`, columns, cond, order, len(args)), args, scanPlaced)
	list.Items = make([]Meeting, min(len(found), page.Size()))
	for i := range list.Items {
		list.Items[i] = found[i].Meeting
	}
	if len(found) > page.Size() {
		last := found[page.Size()-1]
		list.Next = record.Cursor{Order: last.order, ID: string(last.ID)}.String()
	}
	return list, err
}

// order is the order of a list and how what comes later compares in it.
func (f Filter) order() (columns, after string) {
	if f.Oldest {
		return "order_key, id", ">"
	}
	return "order_key DESC, id DESC", "<"
}

// every gives a whole list.
func every(ctx context.Context, q db.Queryer, actor kernel.Actor, f Filter) ([]Meeting, error) {
	cond, args := f.where(actor)
	order, _ := f.order()
	return db.Kept(ctx, q, "SELECT "+columns+" FROM meeting WHERE "+cond+" ORDER BY "+order, args, scanMeeting)
}

// placed is a record with its place in the order of lists.
type placed struct {
	Meeting

	order int64
}

func scanPlaced(row db.Row) (p placed, err error) {
	p.Meeting, err = scanMeeting(keyed{row, &p.order})
	return p, err
}

// keyed scans a row whose first column is its order key.
type keyed struct {
	row db.Row
	key *int64
}

// Scan implements db.Row.
func (k keyed) Scan(into ...any) error { return k.row.Scan(append([]any{k.key}, into...)...) }

func scanCount(row db.Row) (n int, err error) {
	err = row.Scan(&n)
	return n, err
}

// related finds the records, among those that the actor may see and that stand, which the record names in the relation or
// which name it, in order of time.
func related(ctx context.Context, q db.Queryer, actor kernel.Actor, m Meeting, relation string) ([]Meeting, error) {
	scope, args := access.Scope(actor, 4)
	return db.Kept(ctx, q, `
		SELECT `+columns+`
		FROM meeting
		WHERE withdrawn = $1
		  AND (slug IN (SELECT l.slug FROM meeting_link l WHERE l.meeting_id = $2 AND l.relation = $3)
		    OR id IN (SELECT l.meeting_id FROM meeting_link l JOIN meeting m ON m.slug = l.slug WHERE m.id = $2 AND l.relation = $3))
		  AND `+scope+`
		ORDER BY order_key, id`,
		append([]any{false, m.ID, relation}, args...), scanMeeting)
}

// around gives the records that stand nearest to one in time, at most n before and n after it, oldest first, with itself.
func around(ctx context.Context, q db.Queryer, actor kernel.Actor, m Meeting, n int) ([]Meeting, error) {
	scope, args := access.Scope(actor, 4)
	nearest := func(compare, order string) ([]Meeting, error) {
		return db.Kept(ctx, q, fmt.Sprintf(`
			SELECT %s
			FROM meeting
			WHERE withdrawn = $1 AND order_key %s (SELECT order_key FROM meeting WHERE id = $2) AND id <> $2 AND order_key > 0 AND %s
			ORDER BY order_key %s, id %s
			LIMIT $3`, columns, compare, scope, order, order),
			append([]any{false, m.ID, n}, args...), scanMeeting)
	}
	before, err := nearest("<", "DESC")
	if err != nil {
		return nil, err
	}
	after, err := nearest(">=", "ASC")
	slices.Reverse(before)
	return append(append(before, m), after...), err
}

// slugs tells which of the slugs are on record and stand.
func slugs(ctx context.Context, q db.Queryer, want []string) (map[string]bool, error) {
	have := map[string]bool{}
	if len(want) == 0 {
		return have, nil
	}
	args, places := []any{false}, make([]string, len(want))
	for i, s := range want {
		args = append(args, s)
		places[i] = fmt.Sprintf("$%d", i+2)
	}
	query := "SELECT slug FROM meeting WHERE withdrawn = $1 AND slug IN (" + strings.Join(places, ", ") + ")"
	found, err := db.Kept(ctx, q, query, args, func(row db.Row) (s string, err error) {
		err = row.Scan(&s)
		return s, err
	})
	for _, s := range found {
		have[s] = true
	}
	return have, err
}

// facts are what filters offer and pages count, over the records that the actor may see.
type facts struct {
	kinds, countries map[string]int
	years            map[int]int
	withdrawn        int
}

func loadFacts(ctx context.Context, q db.Queryer, actor kernel.Actor) (facts, error) {
	f := facts{kinds: map[string]int{}, countries: map[string]int{}, years: map[int]int{}}
	scope, args := access.Scope(actor, 1)
	all, err := db.Kept(ctx, q, "SELECT kind, country, year_from, year_to, withdrawn FROM meeting WHERE "+scope, args, scanFact)
	for _, m := range all {
		if m.withdrawn {
			f.withdrawn++
			continue
		}
		f.kinds[m.kind]++
		f.countries[m.country]++
		for y := m.from; y <= m.to; y++ {
			f.years[y]++
		}
	}
	return f, err
}

// fact is what of one record is counted.
type fact struct {
	kind, country string
	from, to      int
	withdrawn     bool
}

func scanFact(row db.Row) (f fact, err error) {
	err = row.Scan(&f.kind, &f.country, &f.from, &f.to, &f.withdrawn)
	return f, err
}

func insertKind(ctx context.Context, q db.Queryer, k Kind) error {
	content, err := json.Marshal(k.MeetingKind)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO meeting_kind (code, rank, chairs, regular, content)
		VALUES ($1, $2, $3, $4, $5)`, k.Code, k.Rank, k.Chairs, k.Regular, string(content))
	return err
}

func loadKinds(ctx context.Context, q db.Queryer) ([]Kind, error) {
	return db.Kept(ctx, q, "SELECT rank, chairs, regular, content FROM meeting_kind ORDER BY rank", nil, func(row db.Row) (Kind, error) {
		var k Kind
		var content string
		if err := row.Scan(&k.Rank, &k.Chairs, &k.Regular, &content); err != nil {
			return k, err
		}
		err := json.Unmarshal([]byte(content), &k.MeetingKind)
		return k, err
	})
}

func saveGap(ctx context.Context, q db.Queryer, g pack.Gap) error {
	content, err := json.Marshal(g)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO meeting_gap (slug, kind, content, audience, audience_of, version)
		VALUES ($1, $2, $3, 'public', '', 1)
		ON CONFLICT (slug) DO UPDATE SET kind = excluded.kind, content = excluded.content, version = meeting_gap.version + 1`, g.Slug, g.Kind, string(content))
	return err
}

func loadGaps(ctx context.Context, q db.Queryer, actor kernel.Actor) ([]pack.Gap, error) {
	scope, args := access.Scope(actor, 1)
	return db.Kept(ctx, q, "SELECT content FROM meeting_gap WHERE "+scope+" ORDER BY slug", args, func(row db.Row) (pack.Gap, error) {
		var g pack.Gap
		var content string
		if err := row.Scan(&content); err != nil {
			return g, err
		}
		err := json.Unmarshal([]byte(content), &g)
		return g, err
	})
}
