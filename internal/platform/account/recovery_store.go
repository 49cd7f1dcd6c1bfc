package account

import (
	"context"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// keepRecovery replaces the person's recovery codes; the caller saves the person with the new salt.
func keepRecovery(ctx context.Context, q db.Queryer, p *Person, set recoverySet) error {
	if err := dropRecovery(ctx, q, p.ID); err != nil {
		return err
	}
	p.recoverySalt = set.salt
	for _, sum := range set.hashes {
		if _, err := q.ExecContext(ctx, "INSERT INTO account_recovery (person_id, code, used_at) VALUES ($1, $2, 0)", p.ID, sum); err != nil {
			return err
		}
	}
	return nil
}

func dropRecovery(ctx context.Context, q db.Queryer, person kernel.ID) error {
	_, err := q.ExecContext(ctx, "DELETE FROM account_recovery WHERE person_id = $1", person)
	return err
}

// spendRecovery uses a code up; false when it is none or was used before.
func spendRecovery(ctx context.Context, q db.Queryer, person kernel.ID, sum string, now time.Time) (bool, error) {
	res, err := q.ExecContext(ctx, "UPDATE account_recovery SET used_at = $1 WHERE person_id = $2 AND code = $3 AND used_at = 0",
		kernel.Micros(now), person, sum)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// recoveryLeft counts the codes that have not been used.
func recoveryLeft(ctx context.Context, q db.Queryer, person kernel.ID) (int, error) {
	var n int
	err := q.QueryRowContext(ctx, "SELECT COUNT(*) FROM account_recovery WHERE person_id = $1 AND used_at = 0", person).Scan(&n)
	return n, err
}
