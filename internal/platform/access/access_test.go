package access_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func authority(t *testing.T, text string, actions ...access.Action) *access.Authority {
	t.Helper()
	a, err := access.New(kernel.FixedClock{At: now}, access.Policy{Name: "thing", Text: text, Actions: actions})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func person(ms ...kernel.Membership) kernel.Actor {
	return kernel.Actor{ID: "p", Memberships: ms, Verified: now.Add(-time.Minute)}
}

// Decisions are remembered: a question that is written almost like another is another.
func TestOneAnswerIsNotTakenForAnother(t *testing.T) {
	const text = `
permit (principal, action == Action::"thing:edit", resource) when { principal.roles.contains("secretariat") };
permit (principal, action == Action::"thing:report", resource) when { principal.holds.focal_point.contains(resource.country) };
permit (principal, action == Action::"thing:publish", resource) when { principal.bodies.contains(resource.state) && principal.fresh };`
	a := authority(t, text, "thing:edit", "thing:report", "thing:publish")
	stale := person(kernel.Membership{Body: "x"})
	stale.Verified = time.Time{}
	for range 2 {
		for i, c := range []struct {
			actor kernel.Actor
			act   access.Action
			res   access.Resource
			ok    bool
		}{
			{person(kernel.Membership{Role: kernel.Secretariat}), "thing:edit", access.Resource{}, true},
			{person(kernel.Membership{Organisation: kernel.ID(kernel.Secretariat)}), "thing:edit", access.Resource{}, false},
			{person(kernel.Membership{Body: kernel.ID(kernel.Secretariat)}), "thing:edit", access.Resource{}, false},
			{person(kernel.Membership{Role: kernel.FocalPoint, Country: "KH"}), "thing:report", access.Resource{Country: "KH"}, true},
			{person(kernel.Membership{Role: kernel.FocalPoint, Country: "KH"}), "thing:report", access.Resource{State: "KH"}, false},
			{person(kernel.Membership{Role: kernel.FocalPoint}, kernel.Membership{Country: "KH"}), "thing:report", access.Resource{Country: "KH"}, false},
			{person(kernel.Membership{Body: "x"}), "thing:publish", access.Resource{State: "x"}, true},
			{person(kernel.Membership{Body: "x"}), "thing:publish", access.Resource{ID: "x"}, false},
			{person(kernel.Membership{Organisation: "x"}), "thing:publish", access.Resource{State: "x"}, false},
			{stale, "thing:publish", access.Resource{State: "x"}, false},
		} {
			if err := a.Check(c.actor, c.act, c.res); (err == nil) != c.ok {
				t.Errorf("%d: %v", i, err)
			}
		}
	}
}

func TestCheck(t *testing.T) {
	const text = `
permit (principal, action == Action::"thing:edit", resource) when { principal.roles.contains("secretariat") };
permit (principal, action == Action::"thing:report", resource) when { principal.holds.focal_point.contains(resource.country) };
permit (principal, action == Action::"thing:publish", resource) when { principal.roles.contains("secretariat") && principal.fresh };
permit (principal, action == Action::"thing:broken", resource);
forbid (principal, action == Action::"thing:broken", resource) when { resource.nonesuch == "x" };`
	a := authority(t, text, "thing:read", "thing:edit", "thing:report", "thing:publish", "thing:broken")
	officer := person(kernel.Membership{Role: kernel.Secretariat})
	stale := officer
	stale.Verified = now.Add(-time.Hour)
	khmer := person(kernel.Membership{Role: kernel.FocalPoint, Country: "KH"})
	kh, la := access.Resource{Kind: "thing", Country: "KH"}, access.Resource{Kind: "thing", Country: "LA"}
	secret := access.Resource{Kind: "thing", Audience: kernel.Audience{Kind: kernel.ToCountry, Of: "LA"}}
	for _, c := range []struct {
		rule  string
		actor kernel.Actor
		act   access.Action
		res   access.Resource
		want  fault.Kind
		ok    bool
	}{
		{"everyone reads what is public", kernel.Anonymous, "thing:read", access.Resource{Audience: kernel.Public}, 0, true},
		{"nobody signed in is asked to sign in", kernel.Anonymous, "thing:edit", kh, fault.SignIn, false},
		{"a role is what permits", officer, "thing:edit", kh, 0, true},
		{"another role is denied", khmer, "thing:edit", kh, fault.Denied, false},
		{"a focal point acts for the own country", khmer, "thing:report", kh, 0, true},
		{"and for no other", khmer, "thing:report", la, fault.Denied, false},
		{"and not for the region", khmer, "thing:report", access.Resource{}, fault.Denied, false},
		{"an official act asks for a fresh proof", stale, "thing:publish", kh, fault.StepUp, false},
		{"and goes on with one", officer, "thing:publish", kh, 0, true},
		{"what may not be seen is not found", khmer, "thing:read", secret, fault.NotFound, false},
		{"a forbid that meets an error denies", officer, "thing:broken", kh, fault.Denied, false},
		{"an action in no policy is denied", officer, "thing:unheard", kh, fault.Denied, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			err := a.Check(c.actor, c.act, c.res)
			if c.ok != (err == nil) || err != nil && fault.KindOf(err) != c.want {
				t.Fatalf("got %v, want ok %v kind %v", err, c.ok, c.want)
			}
		})
	}
}

func TestTwoFeaturesCannotClaimOneAction(t *testing.T) {
	p := access.Policy{Name: "a", Actions: []access.Action{"x:y"}}
	if _, err := access.New(kernel.SystemClock{}, p, p); err == nil {
		t.Fatal("accepted")
	}
}

// Scope in SQL, Sees in Go and the policy must let through the same rows.
func TestScopeEqualsPolicy(t *testing.T) {
	a := authority(t, "", "thing:read")
	kinds := []kernel.AudienceKind{kernel.ToPublic, kernel.ToMembers, kernel.ToBody, kernel.ToCountry, kernel.ToOrganisation, kernel.ToSpace, kernel.ToOffice}
	of := []string{"", "KH", "LA", "b1", "b2", "o1", "secretariat", "focal_point", "administrator"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		all := fill(ctx, t, d, kinds, of)
		rapid.Check(t, func(t *rapid.T) {
			actor := kernel.Actor{ID: "p"}
			for range rapid.IntRange(0, 3).Draw(t, "memberships") {
				actor.Memberships = append(actor.Memberships, kernel.Membership{
					Role:         rapid.SampledFrom(kernel.Roles).Draw(t, "role"),
					Country:      rapid.SampledFrom([]kernel.Country{"", "KH", "LA"}).Draw(t, "country"),
					Body:         rapid.SampledFrom([]kernel.ID{"", "b1", "b2"}).Draw(t, "body"),
					Organisation: rapid.SampledFrom([]kernel.ID{"", "o1"}).Draw(t, "organisation"),
				})
			}
			got := visible(ctx, t, d, actor)
			for _, audience := range all {
				want := a.Check(actor, "thing:read", access.Resource{Kind: "thing", Audience: audience}) == nil
				if got[audience] != want || access.Sees(actor, audience) != want {
					t.Fatalf("%v: SQL %v, Go %v, policy %v", audience, got[audience], access.Sees(actor, audience), want)
				}
			}
		})
	})
}

func fill(ctx context.Context, t *testing.T, d *db.DB, kinds []kernel.AudienceKind, of []string) []kernel.Audience {
	t.Helper()
	var all []kernel.Audience
	err := d.Write(ctx, func(q db.Queryer) error {
		if _, err := q.ExecContext(ctx, "CREATE TABLE thing (audience TEXT NOT NULL, audience_of TEXT NOT NULL)"); err != nil {
			return err
		}
		all = nil
		for _, k := range kinds {
			for _, o := range of {
				all = append(all, kernel.Audience{Kind: k, Of: o})
				if _, err := q.ExecContext(ctx, "INSERT INTO thing (audience, audience_of) VALUES ($1, $2)", k, o); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func visible(ctx context.Context, t *rapid.T, d *db.DB, actor kernel.Actor) map[kernel.Audience]bool {
	got := map[kernel.Audience]bool{}
	cond, args := access.Scope(actor, 1)
	err := d.Read(ctx, func(q db.Queryer) error {
		rows, err := q.QueryContext(ctx, "SELECT audience, audience_of FROM thing WHERE "+cond, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a kernel.Audience
			if err := rows.Scan(&a.Kind, &a.Of); err != nil {
				return err
			}
			got[a] = true
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
