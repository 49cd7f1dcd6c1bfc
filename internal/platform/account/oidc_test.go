package account_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// ministry is an identity provider as a ministry runs one, with one user who always agrees.
type ministry struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	asked  url.Values // the last authorisation request

	claims map[string]any // added to or put in the place of the right ones
	signer *rsa.PrivateKey
}

func newMinistry(t *testing.T) *ministry {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	m := &ministry{t: t, key: key, signer: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		m.send(w, map[string]any{
			"issuer": m.server.URL, "authorization_endpoint": m.server.URL + "/authorise", "token_endpoint": m.server.URL + "/token",
			"jwks_uri": m.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		m.send(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one", "n": b64.EncodeToString(key.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", m.token)
	m.server = httptest.NewServer(mux)
	t.Cleanup(m.server.Close)
	return m
}

func (m *ministry) send(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		m.t.Error(err)
	}
}

// token checks client, code and PKCE and gives the identity token.
func (m *ministry) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if id != "sampan" || secret != "ministry-secret" || r.FormValue("code") != "the-code" || b64.EncodeToString(sum[:]) != m.asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		m.send(w, map[string]any{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss": m.server.URL, "sub": "subject-7", "aud": "sampan", "nonce": m.asked.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
		"email": ana, "email_verified": true, "name": "Ana of the ministry",
	}
	maps.Copy(claims, m.claims)
	m.send(w, map[string]any{"access_token": "unused", "token_type": "Bearer", "id_token": m.sign(claims)})
}

func (m *ministry) sign(claims map[string]any) string {
	raw, err := json.Marshal(claims)
	if err != nil {
		m.t.Error(err)
	}
	body := b64.EncodeToString([]byte(`{"alg":"RS256","kid":"one"}`)) + "." + b64.EncodeToString(raw)
	sum := sha256.Sum256([]byte(body))
	sig, err := rsa.SignPKCS1v15(rand.Reader, m.signer, crypto.SHA256, sum[:])
	if err != nil {
		m.t.Error(err)
	}
	return body + "." + base64.RawURLEncoding.EncodeToString(sig)
}

func (m *ministry) configure(c *account.Config) {
	c.OIDC = account.OIDC{Issuer: m.server.URL, ClientID: "sampan", ClientSecret: "ministry-secret", Name: "Ministry of Women's Affairs"}
}

// visit goes to the provider and comes back, with changes to what it brings back.
func (b *browser) visit(m *ministry, change func(back url.Values)) *page {
	b.h.t.Helper()
	b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), m.server.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	p := b.get("/en/sign-in/oidc?next=/account")
	if p.status != http.StatusSeeOther {
		return p
	}
	return b.comeBack(m, p.header.Get("Location"), change)
}

func (b *browser) comeBack(m *ministry, location string, change func(url.Values)) *page {
	b.h.t.Helper()
	u, err := url.Parse(location)
	b.h.must(err)
	m.asked = u.Query()
	back := url.Values{"state": {m.asked.Get("state")}, "code": {"the-code"}}
	b.h.secrets = append(b.h.secrets, m.asked.Get("state"), m.asked.Get("nonce"))
	if change != nil {
		change(back)
	}
	return b.get("/sign-in/oidc/callback?" + back.Encode())
}

func TestAnInvitedPersonSignsInAtTheMinistry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := newMinistry(t)
		h := newHouse(t, d, m.configure)
		_, err := h.service.AddUser(context.Background(), account.Grant{Email: ana, Role: kernel.FocalPoint, Country: "KH"})
		h.must(err)
		b := h.browser()
		b.get("/en/sign-in").want(t, http.StatusOK, "Sign in with Ministry of Women's Affairs")
		if p := b.visit(m, nil); p.path != "/en/account" {
			t.Fatalf("led to %s: %s", p.path, p.problems())
		}
		if m.asked.Get("code_challenge_method") != "S256" || m.asked.Get("redirect_uri") != address+"/sign-in/oidc/callback" || len(m.asked.Get("nonce")) < 22 {
			t.Errorf("asked with %v", m.asked)
		}
		b.get("/en/account").want(t, http.StatusOK, "Ana of the ministry", "Focal point, Cambodia")
		if b.post("/en/probe").body == "published" {
			t.Error("one step at the ministry lets an official role act")
		}
		m.claims = map[string]any{"amr": []string{"pwd", "mfa"}, "email": "changed@ministry.example"}
		b.visit(m, nil)
		if b.post("/en/probe").body != "published" {
			t.Error("two steps at the ministry do not count")
		}
		h.must(h.service.SuspendUser(context.Background(), ana))
		h.browser().visit(m, nil).want(t, http.StatusForbidden)
	})
}

func TestTheMinistryIsNotBelieved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := newMinistry(t)
		h := newHouse(t, d, m.configure)
		_, err := h.service.AddUser(context.Background(), account.Grant{Email: ana, Role: kernel.Observer})
		h.must(err)
		h.person("bo@ministry.example", kernel.Observer, "")
		other, err := rsa.GenerateKey(rand.Reader, 2048)
		h.must(err)
		for _, c := range []struct {
			rule   string
			claims map[string]any
			signer *rsa.PrivateKey
			change func(url.Values)
			status int
		}{
			{"when the state differs", nil, nil, func(v url.Values) { v.Set("state", "another") }, http.StatusUnprocessableEntity},
			{"without a code", nil, nil, func(v url.Values) { v.Del("code") }, http.StatusUnprocessableEntity},
			{"with a code that it did not give", nil, nil, func(v url.Values) { v.Set("code", "guessed") }, http.StatusUnprocessableEntity},
			{"when the nonce differs", map[string]any{"nonce": "another"}, nil, nil, http.StatusUnprocessableEntity},
			{"for another audience", map[string]any{"aud": "somebody"}, nil, nil, http.StatusUnprocessableEntity},
			{"in another's name", map[string]any{"iss": "https://evil.example"}, nil, nil, http.StatusUnprocessableEntity},
			{"with a token that is over", map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}, nil, nil, http.StatusUnprocessableEntity},
			{"with another's signature", nil, other, nil, http.StatusUnprocessableEntity},
			{"of an address that it has not verified", map[string]any{"email_verified": false}, nil, nil, http.StatusForbidden},
			{"of somebody who was not invited", map[string]any{"email": "eve@ministry.example"}, nil, nil, http.StatusForbidden},
			{"of an account that has not been connected", map[string]any{"email": "bo@ministry.example"}, nil, nil, http.StatusForbidden},
		} {
			t.Run(c.rule, func(t *testing.T) {
				m.claims, m.signer = c.claims, m.key
				if c.signer != nil {
					m.signer = c.signer
				}
				b := h.browser()
				b.visit(m, c.change).want(t, c.status)
				if b.in() {
					t.Error("signed in")
				}
			})
		}
		m.claims, m.signer = nil, m.key
		t.Run("in another browser", func(t *testing.T) {
			b := h.browser()
			b.visit(m, func(url.Values) { b.client.Jar = h.browser().client.Jar }).want(t, http.StatusGone)
		})
		t.Run("twice", func(t *testing.T) {
			b := h.browser()
			b.visit(m, nil).want(t, http.StatusOK)
			b.get("/sign-in/oidc/callback?state="+m.asked.Get("state")+"&code=the-code").want(t, http.StatusGone)
		})
	})
}

func TestAnAccountIsConnectedByItsPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := newMinistry(t)
		h := newHouse(t, d, m.configure)
		b := h.person("bo@ministry.example", kernel.Observer, "")
		p := b.submit("/en/account", "/en/account/connect")
		p.want(t, http.StatusOK, "Continue to Ministry of Women's Affairs")
		at := strings.Index(p.body, m.server.URL)
		location := strings.ReplaceAll(p.body[at:at+strings.Index(p.body[at:], `"`)], "&amp;", "&")
		if q := b.comeBack(m, location, nil); q.path != "/en/account" {
			t.Fatalf("led to %s: %s", q.path, q.problems())
		}
		if c := h.browser(); c.visit(m, nil).path != "/en/account" || !c.in() {
			t.Error("the connected account does not sign in")
		}
		b.submit("/en/account", "/en/account/disconnect").want(t, http.StatusOK, "no longer connected")
		h.browser().visit(m, nil).want(t, http.StatusForbidden)
	})
}

func TestTheProgramRunsWithoutTheMinistry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := newMinistry(t)
		h := newHouse(t, d, m.configure)
		m.server.Close()
		h.browser().get("/en/sign-in/oidc").want(t, http.StatusServiceUnavailable)
		b := h.person(ana, kernel.Observer, "")
		if !b.in() {
			t.Error("accounts do not work without the provider")
		}
		none := newHouse(t, dbtest.Open(t, d.Engine()))
		none.browser().get("/en/sign-in/oidc").want(t, http.StatusNotFound)
	})
}
