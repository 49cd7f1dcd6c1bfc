package account_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

// authenticator is a passkey in software: an ES256 key that checks its person, as WebAuthn level 2 has it.
type authenticator struct {
	h      *house
	key    *ecdsa.PrivateKey
	id     []byte
	user   string // the user handle, base64url
	count  uint32
	origin string
	flags  byte // of every answer: present, verified
}

const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

func newAuthenticator(h *house) *authenticator {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	h.must(err)
	id := make([]byte, 16)
	_, err = rand.Read(id)
	h.must(err)
	return &authenticator{h: h, key: key, id: id, origin: address, flags: present | verified}
}

var b64 = base64.RawURLEncoding

// options are what the server asks, as far as a browser uses it.
type options struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		User      struct {
			ID string `json:"id"`
		} `json:"user"`
	} `json:"publicKey"`
}

func (a *authenticator) client(kind, challenge string) []byte {
	raw, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	a.h.must(err)
	return raw
}

func (a *authenticator) data(flags byte) []byte {
	a.count++
	rp := sha256.Sum256([]byte("localhost"))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), a.count)
}

// make answers a registration with an attestation of format "none".
func (a *authenticator) make(o options) map[string]any {
	a.user = o.PublicKey.User.ID
	client := a.client("webauthn.create", o.PublicKey.Challenge)
	auth := a.data(a.flags | attested)
	auth = append(auth, make([]byte, 16)...)
	auth = binary.BigEndian.AppendUint16(auth, uint16(len(a.id)))
	auth = append(append(auth, a.id...), a.cose()...)
	object := bytes.Join([][]byte{
		{0xa3}, cborText("fmt"), cborText("none"), cborText("attStmt"), {0xa0}, cborText("authData"), cborBytes(auth),
	}, nil)
	return map[string]any{
		"id": b64.EncodeToString(a.id), "rawId": b64.EncodeToString(a.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64.EncodeToString(client), "attestationObject": b64.EncodeToString(object)},
	}
}

// cose is the public key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
func (a *authenticator) cose() []byte {
	point, err := a.key.PublicKey.Bytes()
	a.h.must(err)
	return bytes.Join([][]byte{{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21}, cborBytes(point[1:33]), {0x22}, cborBytes(point[33:])}, nil)
}

func cborText(s string) []byte { return append([]byte{0x60 | byte(len(s))}, s...) }

func cborBytes(b []byte) []byte {
	return append([]byte{0x59, byte(len(b) >> 8), byte(len(b))}, b...)
}

// get answers a challenge.
func (a *authenticator) get(o options) map[string]any {
	client := a.client("webauthn.get", o.PublicKey.Challenge)
	auth, sum := a.data(a.flags), sha256.Sum256(client)
	digest := sha256.Sum256(append(bytes.Clone(auth), sum[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	a.h.must(err)
	return map[string]any{
		"id": b64.EncodeToString(a.id), "rawId": b64.EncodeToString(a.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(auth),
			"signature": b64.EncodeToString(signature), "userHandle": a.user,
		},
	}
}

// told is what the server answers the script.
type told struct {
	Next  string   `json:"next"`
	Codes []string `json:"codes"`
	Title string   `json:"title"`
}

// script does what the script of the page does: ask, let the authenticator answer, tell the answer.
func (b *browser) script(base string, fields map[string]any, do func(options) map[string]any) (*page, told) {
	b.h.t.Helper()
	raw, err := json.Marshal(fields)
	b.h.must(err)
	asked := b.do(http.MethodPost, base+"/options", bytes.NewReader(raw), "application/json")
	var out told
	if asked.status != http.StatusOK {
		_ = json.Unmarshal([]byte(asked.body), &out)
		return asked, out
	}
	var o options
	b.h.must(json.Unmarshal([]byte(asked.body), &o))
	sent := map[string]any{"credential": do(o)}
	maps.Copy(sent, fields)
	raw, err = json.Marshal(sent)
	b.h.must(err)
	p := b.do(http.MethodPost, base, bytes.NewReader(raw), "application/json")
	b.h.must(json.Unmarshal([]byte(p.body), &out))
	b.h.secrets = append(b.h.secrets, out.Codes...)
	return p, out
}

func (b *browser) passkeySignIn(a *authenticator) (*page, told) {
	b.h.t.Helper()
	return b.script("/en/sign-in/passkey", map[string]any{"next": "/account"}, a.get)
}

func (b *browser) addPasskey(a *authenticator, name string) (*page, told) {
	b.h.t.Helper()
	return b.script("/en/account/passkeys", map[string]any{"key": name}, a.make)
}

func TestAPasskeySignsInAndCountsAsTwoSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b, a := h.person(ana, kernel.Secretariat, ""), newAuthenticator(h)
		p, out := b.addPasskey(a, "office laptop")
		p.want(t, http.StatusOK)
		if len(out.Codes) != 10 || out.Next != "/en/account" {
			t.Fatalf("a first passkey gave %d recovery codes and led to %q", len(out.Codes), out.Next)
		}
		b.get("/en/account").want(t, http.StatusOK, "office laptop")
		h.clock.pass(time.Hour)
		c := h.browser()
		if p, out := c.passkeySignIn(a); p.status != http.StatusOK || out.Next != "/en/account" || !c.in() {
			t.Fatalf("the passkey does not sign in: %d %s", p.status, out.Title)
		}
		if c.post("/en/probe").body != "published" {
			t.Error("a passkey is not two steps")
		}
		h.clock.pass(time.Hour)
		if c.post("/en/probe").body == "published" {
			t.Error("the proof is too old")
		}
		p, _ = c.script("/en/account/verify/passkey", map[string]any{"next": "/account"}, a.get)
		p.want(t, http.StatusOK)
		if c.post("/en/probe").body != "published" {
			t.Error("a fresh proof by passkey does not count")
		}
		t.Run("and the password alone no longer does", func(t *testing.T) {
			e := h.browser()
			e.signIn(ana, good).want(t, http.StatusOK, "Second step", "Use a passkey")
			if e.in() {
				t.Error("signed in")
			}
			e.fill(e.get("/en/sign-in/second"), "/en/sign-in/second", "code", out.Codes[0])
			if !e.in() {
				t.Error("a recovery code does not stand in for the passkey")
			}
		})
	})
}

func TestAPasskeyIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b, a := h.person(ana, kernel.Implementer, "KH"), newAuthenticator(h)
		b.addPasskey(a, "")
		if h.count("SELECT COUNT(*) FROM account_passkey") != 0 {
			t.Error("a passkey without a name was kept")
		}
		if p, _ := b.addPasskey(a, "office laptop"); p.status != http.StatusOK {
			t.Fatalf("%d %s", p.status, p.body)
		}
		refused := func(t *testing.T, change func(*authenticator)) {
			t.Helper()
			copied := *a
			change(&copied)
			c := h.browser()
			if p, out := c.passkeySignIn(&copied); p.status != http.StatusUnprocessableEntity || c.in() {
				t.Errorf("status %d, %q", p.status, out.Title)
			}
			h.clock.pass(time.Hour)
		}
		t.Run("for another site", func(t *testing.T) { refused(t, func(a *authenticator) { a.origin = "https://evil.example" }) })
		t.Run("without checking the person", func(t *testing.T) { refused(t, func(a *authenticator) { a.flags = present }) })
		t.Run("with another key", func(t *testing.T) { refused(t, func(x *authenticator) { x.key = newAuthenticator(h).key }) })
		t.Run("that nobody has", func(t *testing.T) { refused(t, func(x *authenticator) { x.id = newAuthenticator(h).id }) })
		t.Run("whose counter went back", func(t *testing.T) {
			if p, _ := h.browser().passkeySignIn(a); p.status != http.StatusOK {
				t.Fatalf("%d", p.status)
			}
			refused(t, func(x *authenticator) { x.count = 0 })
		})
		t.Run("answered twice", func(t *testing.T) {
			c := h.browser()
			var kept map[string]any
			c.script("/en/sign-in/passkey", nil, func(o options) map[string]any { kept = a.get(o); return kept })
			raw, err := json.Marshal(map[string]any{"credential": kept})
			h.must(err)
			c.do(http.MethodPost, "/en/sign-in/passkey", bytes.NewReader(raw), "application/json").want(t, http.StatusGone)
		})
		t.Run("answered too late", func(t *testing.T) {
			c := h.browser()
			p, _ := c.script("/en/sign-in/passkey", nil, func(o options) map[string]any {
				h.clock.pass(5*time.Minute + time.Second)
				return a.get(o)
			})
			p.want(t, http.StatusGone)
		})
		t.Run("in another browser", func(t *testing.T) {
			c := h.browser()
			p, _ := c.script("/en/sign-in/passkey", nil, func(o options) map[string]any {
				c.client.Jar = h.browser().client.Jar
				return a.get(o)
			})
			p.want(t, http.StatusGone)
		})
		t.Run("as a proof for somebody else", func(t *testing.T) {
			eve := h.person("eve@ministry.example", kernel.CSODelegate, "KH")
			h.clock.pass(time.Hour)
			eve.script("/en/account/verify/passkey", nil, a.get)
			if eve.post("/en/probe").body == "published" {
				t.Error("another person's passkey counts")
			}
		})
		t.Run("for a suspended person", func(t *testing.T) {
			h.must(h.service.SuspendUser(context.Background(), ana))
			refused(t, func(*authenticator) {})
		})
		t.Run("in nonsense", func(t *testing.T) {
			for _, body := range []string{"", "{", `{"credential":{}}`, `{"credential":"x"}`} {
				if p := h.browser().do(http.MethodPost, "/en/sign-in/passkey", strings.NewReader(body), "application/json"); p.status < 400 || p.status >= 500 {
					t.Errorf("%q: status %d", body, p.status)
				}
			}
		})
	})
}

func TestAnInvitationIsAcceptedByPasskey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		_, err := h.service.AddUser(context.Background(), account.Grant{Email: ana, Role: kernel.FocalPoint, Country: "LA"})
		h.must(err)
		path, a, b := h.link(ana), newAuthenticator(h), h.browser()
		p, _ := b.script(path+"/passkey", map[string]any{"name": "", "lang": "en"}, a.make)
		p.want(t, http.StatusUnprocessableEntity)
		p, out := b.script(path+"/passkey", map[string]any{"name": "Ana", "lang": "en"}, a.make)
		p.want(t, http.StatusOK)
		if len(out.Codes) != 10 || !b.in() || b.post("/en/probe").body != "published" {
			t.Fatalf("not accepted: %s", p.body)
		}
		p, _ = h.browser().script(path+"/passkey", map[string]any{"name": "Eve", "lang": "en"}, newAuthenticator(h).make)
		p.want(t, http.StatusGone)
		page := b.get("/en/account")
		remove := regexp.MustCompile(`/en/account/passkeys/[0-9a-f-]{36}/remove`).FindString(page.body)
		b.fill(page, remove).want(t, http.StatusUnprocessableEntity, "This is your only way to sign in")
	})
}
