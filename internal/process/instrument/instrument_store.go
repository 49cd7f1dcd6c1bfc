package instrument

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/record"
)

const columns = "id, content, withdrawn, withdrawn_why, withdrawn_for, withdrawn_at, recorded_at, changed_at, audience, audience_of, version"

func scanInstrument(row db.Row) (Instrument, error) { return scanAfter(row) }

// scanAfter scans a row that begins with other columns.
func scanAfter(row db.Row, before ...any) (Instrument, error) {
	var i Instrument
	var content string
	var w Withdrawal
	var withdrawn bool
	var at, recorded, changed int64
	err := row.Scan(append(before, &i.ID, &content, &withdrawn, &w.Why, &w.Instead, &at, &recorded, &changed, &i.Audience.Kind, &i.Audience.Of, &i.Version)...)
	if err != nil {
		return Instrument{}, err
	}
	if withdrawn {
		w.At = kernel.FromMicros(at)
		i.Withdrawn = &w
	}
	i.Recorded, i.Changed = kernel.FromMicros(recorded), kernel.FromMicros(changed)
	err = json.Unmarshal([]byte(content), &i.Content)
	return i, err
}

// load finds a record by its slug with its files, whoever may see it; the caller asks the authority.
func load(ctx context.Context, q db.Queryer, slug string) (Instrument, error) {
	i, err := db.KeptOne(ctx, q, "SELECT "+columns+" FROM instrument WHERE slug = $1", []any{slug}, scanInstrument)
	if errors.Is(err, sql.ErrNoRows) {
		return Instrument{}, fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return Instrument{}, err
	}
	i.Files, err = loadFiles(ctx, q, i.ID)
	return i, err
}

// slugOf is the slug of the record with the identifier; "" when there is none.
func slugOf(ctx context.Context, q db.Queryer, id kernel.ID) (string, error) {
	var slug string
	err := q.QueryRowContext(ctx, "SELECT slug FROM instrument WHERE id = $1", id).Scan(&slug)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return slug, err
}

func insert(ctx context.Context, q db.Queryer, i Instrument) error {
	row, err := rowOf(i)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		INSERT INTO instrument (slug, kind, state, year, order_key, words, content, changed_at, audience, audience_of,
		                        id, withdrawn, withdrawn_why, withdrawn_for, withdrawn_at, recorded_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', 0, $13, $14)`,
		append(row, i.ID, false, kernel.Micros(i.Recorded), i.Version)...)
	if db.Duplicate(err) {
		var faults fault.List
		faults.Add("slug", "instrument.fault.slug_taken")
		return faults.Err()
	}
	if err != nil {
		return err
	}
	return replaceParties(ctx, q, i)
}

// update stores a record whose row is locked.
func update(ctx context.Context, q db.Queryer, i Instrument) error {
	row, err := rowOf(i)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `
		UPDATE instrument
		SET slug = $1, kind = $2, state = $3, year = $4, order_key = $5, words = $6, content = $7, changed_at = $8, audience = $9, audience_of = $10
		WHERE id = $11`, append(row, i.ID)...)
	if err != nil {
		return err
	}
	return replaceParties(ctx, q, i)
}

// rowOf is what the columns hold that both statements write, in their order.
func rowOf(i Instrument) ([]any, error) {
	content, err := json.Marshal(i.Content)
	return []any{
		i.Slug, string(i.Kind), string(i.State), i.Date.Year(), orderKey(i.Content), searchWords(i.Content), string(content),
		kernel.Micros(i.Changed), string(i.Audience.Kind), i.Audience.Of,
	}, err
}

// party is the row of a country that is party to an instrument, beside the rows of what it did.
const party = "party"

func replaceParties(ctx context.Context, q db.Queryer, i Instrument) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM instrument_party WHERE instrument_id = $1", i.ID); err != nil {
		return err
	}
	rows := make([]Standing, 0, len(i.Parties)+len(i.Standings))
	for _, c := range i.Parties {
		rows = append(rows, Standing{Country: c, What: party, Sources: i.Sources})
	}
	for _, s := range append(rows, i.Standings...) {
		sources, err := json.Marshal(s.Sources)
		if err != nil {
			return err
		}
		_, err = q.ExecContext(ctx, `
			INSERT INTO instrument_party (instrument_id, country, what, date, sources)
			VALUES ($1, $2, $3, $4, $5)`, i.ID, string(s.Country), string(s.What), string(s.Date), string(sources))
		if err != nil {
			return err
		}
	}
	return nil
}

// withdraw marks a record whose row is locked.
func withdraw(ctx context.Context, q db.Queryer, i Instrument) error {
	_, err := q.ExecContext(ctx, `
		UPDATE instrument
		SET withdrawn = $1, withdrawn_why = $2, withdrawn_for = $3, withdrawn_at = $4, changed_at = $4
		WHERE id = $5`, true, i.Withdrawn.Why, i.Withdrawn.Instead, kernel.Micros(i.Withdrawn.At), i.ID)
	return err
}

// where is the condition of a list and its arguments, from $1 on.
func (f Filter) where(actor kernel.Actor) (string, []any) {
	cond, args := access.Scope(actor, 1)
	add := func(clause string, value any) {
		args = append(args, value)
		cond += "\n  AND " + fmt.Sprintf(clause, len(args))
	}
	add("withdrawn = $%d", f.Withdrawn)
	if f.Kind != "" {
		add("kind = $%d", string(f.Kind))
	}
	if f.State != "" {
		add("state = $%d", string(f.State))
	}
	if f.Party != "" {
		add("id IN (SELECT instrument_id FROM instrument_party WHERE country = $%d)", string(f.Party))
	}
	if f.Year != 0 {
		add("year = $%d", f.Year)
	}
	for _, w := range record.SearchWords(f.Text) {
		add("REPLACE(words, $%d, '') <> words", w) // holds the word, said in a way that both engines share
	}
	return cond, args
}

// list gives one page of instruments, the newest first, without their files.
func list(ctx context.Context, q db.Queryer, actor kernel.Actor, f Filter, page kernel.Page) (record.Listing[Instrument], error) {
	var all record.Listing[Instrument]
	cond, args := f.where(actor)
	total, err := db.KeptOne(ctx, q, "SELECT COUNT(*) FROM instrument WHERE "+cond, args, scanCount)
	if err != nil {
		return all, err
	}
	all.Total = total
	if page.Cursor != "" {
		c, err := record.ParseCursor(page.Cursor)
		if err != nil {
			return all, err
		}
		n := len(args)
		cond += fmt.Sprintf(" AND (order_key < $%d OR order_key = $%d AND id < $%d)", n+1, n+1, n+2)
		args = append(args, c.Order, c.ID)
	}
	args = append(args, page.Size()+1)
	found, err := db.Kept(ctx, q, fmt.Sprintf(`
		SELECT order_key, %s
		FROM instrument
		WHERE %s
		ORDER BY order_key DESC, id DESC
		LIMIT $%d`, columns, cond, len(args)), args, scanPlaced)
	all.Items = make([]Instrument, min(len(found), page.Size()))
	for i := range all.Items {
		all.Items[i] = found[i].Instrument
	}
	if len(found) > page.Size() {
		last := found[page.Size()-1]
		all.Next = record.Cursor{Order: last.order, ID: string(last.ID)}.String()
	}
	return all, err
}

// every gives a whole list, the newest first, without files.
func every(ctx context.Context, q db.Queryer, actor kernel.Actor, f Filter) ([]Instrument, error) {
	cond, args := f.where(actor)
	return db.Kept(ctx, q, "SELECT "+columns+" FROM instrument WHERE "+cond+" ORDER BY order_key DESC, id DESC", args, scanInstrument)
}

// placed is a record with its place in the order of lists.
type placed struct {
	Instrument

	order int64
}

func scanPlaced(row db.Row) (p placed, err error) {
	p.Instrument, err = scanAfter(row, &p.order)
	return p, err
}

func scanCount(row db.Row) (n int, err error) {
	err = row.Scan(&n)
	return n, err
}

func insertFile(ctx context.Context, q db.Queryer, of kernel.ID, f File) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO instrument_file (id, instrument_id, lang, what, sha256, size, media_type, note, added_at, superseded_by, superseded_at, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, '')`,
		f.ID, of, string(f.Lang), string(f.What), f.SHA256, f.Size, f.MediaType, f.Note, kernel.Micros(f.Added))
	return err
}

// supersede notes that a file has given its place to another.
func supersede(ctx context.Context, q db.Queryer, old kernel.ID, by File, why string) error {
	_, err := q.ExecContext(ctx, "UPDATE instrument_file SET superseded_by = $1, superseded_at = $2, why = $3 WHERE id = $4",
		by.ID, kernel.Micros(by.Added), why, old)
	return err
}

// loadFiles gives the files of an instrument in the order in which they were added.
func loadFiles(ctx context.Context, q db.Queryer, of kernel.ID) ([]File, error) {
	return db.Kept(ctx, q, `
		SELECT id, lang, what, sha256, size, media_type, note, added_at, superseded_by, superseded_at, why
		FROM instrument_file
		WHERE instrument_id = $1
		ORDER BY added_at, id`, []any{of}, func(row db.Row) (File, error) {
		var f File
		var added, superseded int64
		err := row.Scan(&f.ID, &f.Lang, &f.What, &f.SHA256, &f.Size, &f.MediaType, &f.Note, &added, &f.SupersededBy, &superseded, &f.Why)
		f.Added, f.Superseded = kernel.FromMicros(added), kernel.FromMicros(superseded)
		return f, err
	})
}
