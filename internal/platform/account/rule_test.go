package account

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

func TestPasswordsThatManyWouldThinkOf(t *testing.T) {
	for _, p := range []string{
		"password1234", "Password2024!", "P@ssw0rd12345", "passwordpassword", "iloveyou1234", "qwertyuiop12", "1qaz2wsx3edc", "123456789012",
		"987654321098", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "letmein12345", "welcome12345", "Welcome@2025", "admin1234567",
		"administrator", "Administrator1!", "sunshine2023", "football1234", "princess1234", "qwerty123456", "asdfghjkl123", "zxcvbnm12345",
		"sampan123456", "trafficking1", "SecretariatCOMMIT", "cambodia2025", "taskforce2024!", "vietnam12345", "correcthorsebattery",
		"changeme1234", "1q2w3e4r5t6y", "mnbvcxzlkjhg", "2024-11-23-08", "............", "secretpassword", "superman1234", "test12345678",
	} {
		if !common(p) {
			t.Errorf("%q is let through", p)
		}
	}
	for _, p := range []string{
		"seven boats under rain", "nine lanterns by the quay", "kto7-wvxm-2fqz", "Tôi thích uống cà phê sáng", "ខ្ញុំចូលចិត្តបាយសាច់ជ្រូក", "the heron waits at dusk",
		"3 brown goats, 1 bicycle", "我每天早上都喝一杯热茶然后走路",
	} {
		if common(p) {
			t.Errorf("%q is refused", p)
		}
	}
}

func TestAPasswordOfOnesOwnNameOrAddress(t *testing.T) {
	about := []string{"Somchai Example", "somchai.ex@ministry.example"}
	for p, want := range map[string]bool{
		"somchai-somchai": true, "Somchai2025!!": true, "s0mch@i.ministry": true, "somchai walks the long way home": false, "seven boats under rain": false,
	} {
		if personal(p, about) != want {
			t.Errorf("personal(%q) is %v", p, !want)
		}
	}
}

func TestAPasswordIsTheSameHoweverItsLettersAreComposed(t *testing.T) {
	h := newHasher(work{64, 1, 1}, 2)
	kept, err := h.hash(context.Background(), "ca\u0300 phê va\u0300 sữa")
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[string]bool{"c\u00e0 phê v\u00e0 sữa": true, "ca phê va sữa": false, " c\u00e0 phê v\u00e0 sữa": false, "C\u00e0 phê v\u00e0 sữa": false} {
		if ok, _, err := h.verify(context.Background(), kept, p); ok != want || err != nil {
			t.Errorf("%q: %v, %v", p, ok, err)
		}
	}
}

func TestAHashOfAnotherCostIsMadeAnew(t *testing.T) {
	ctx, cheap, dear := context.Background(), newHasher(work{64, 1, 1}, 2), newHasher(work{128, 2, 1}, 2)
	kept, err := cheap.hash(ctx, "seven boats under rain")
	if err != nil {
		t.Fatal(err)
	}
	for h, want := range map[*hasher]bool{cheap: false, dear: true} {
		if ok, stale, err := h.verify(ctx, kept, "seven boats under rain"); !ok || stale != want || err != nil {
			t.Errorf("ok %v, stale %v, %v", ok, stale, err)
		}
	}
	if ok, _, err := cheap.verify(ctx, "", "anything"); ok || err != nil {
		t.Errorf("an account without password: %v, %v", ok, err)
	}
	for _, damaged := range []string{"x", "$argon2id$v=19$m=64,t=1,p=1$!$!", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64$AAAA$AAAA"} {
		if _, _, err := cheap.verify(ctx, damaged, "p"); err == nil {
			t.Errorf("%q is taken", damaged)
		}
	}
}

func TestHashesAreMadeFewAtATime(t *testing.T) {
	h := newHasher(work{64, 1, 1}, 1)
	h.wait = 20 * time.Millisecond
	h.gate <- struct{}{}
	if _, err := h.hash(context.Background(), "p"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a full house: %v", err)
	}
	h.leave()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := h.hash(context.Background(), "p"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestTheWaitGrows(t *testing.T) {
	for failures, want := range map[int64]time.Duration{
		1: 0, 5: 0, 6: time.Second, 7: 2 * time.Second, 10: 16 * time.Second, 15: 512 * time.Second, 16: 15 * time.Minute, 10000: 15 * time.Minute,
	} {
		if got := byPair.wait(failures); got != want {
			t.Errorf("after %d failures %v, want %v", failures, got, want)
		}
	}
}

func TestASealedSecretOpensForItsPersonOnly(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenKey(dir); err == nil {
		t.Error("a missing key is made up")
	}
	for i := range 2 {
		if err := MakeKey(dir); (err == nil) != (i == 0) {
			t.Errorf("making a key, time %d: %v", i+1, err)
		}
	}
	key, err := OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	box, err := key.sealed("secret", "totp/one")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := key.opened(box, "totp/one"); s != "secret" || err != nil {
		t.Errorf("%q, %v", s, err)
	}
	other, err := NewKey(randomBytes(keySize))
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (string, error){
		"for another person": func() (string, error) { return key.opened(box, "totp/two") },
		"with another key":   func() (string, error) { return other.opened(box, "totp/one") },
		"damaged":            func() (string, error) { return key.opened(box[:len(box)-2], "totp/one") },
		"of another form":    func() (string, error) { return key.opened("v9."+box, "totp/one") },
	} {
		if _, err := open(); err == nil {
			t.Errorf("opens %s", name)
		}
	}
	for name, content := range map[string]string{"short": "AAAA\n", "no base64": "?\n"} {
		at := filepath.Join(t.TempDir(), KeyFile)
		if err := os.WriteFile(at, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenKey(filepath.Dir(at)); err == nil {
			t.Errorf("a key that is %s is taken", name)
		}
	}
}

func TestCookiesAreBoundToTheHostOverHTTPS(t *testing.T) {
	if (&Service{secure: true}).cookieName(sessionCookie) != "__Host-session" || (&Service{}).cookieName(sessionCookie) != "session" {
		t.Error("the cookie's name does not follow the public address")
	}
}

func TestDeviceWords(t *testing.T) {
	for agent, want := range map[string]Device{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0": {"Edge", "Windows"},
		"Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":              {"Chrome", "Android"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1":             {"Safari", "iPhone"},
		"": {"", ""},
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%q is %v", agent, got)
		}
	}
}

func TestRecoveryCodesForgiveHowTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"0abc-def1-2345-6789": "0abcdef123456789", "OABC DEFI 2345 6789": "0abcdef123456789", "123456": "123456", "u-not-crockford!": "",
	} {
		if got := recoveryForm(typed); got != want {
			t.Errorf("%q becomes %q", typed, got)
		}
	}
	if strings.ContainsAny(crockford, "ilou") || len(crockford) != 32 {
		t.Error("the alphabet has letters that are taken for others")
	}
}

func TestGrantsFollowTheirRole(t *testing.T) {
	known := func(c kernel.Country) bool { return c == "KH" }
	for _, c := range []struct {
		m  kernel.Membership
		ok bool
	}{
		{kernel.Membership{Role: kernel.FocalPoint, Country: "KH"}, true},
		{kernel.Membership{Role: kernel.FocalPoint}, false},
		{kernel.Membership{Role: kernel.FocalPoint, Country: "FR"}, false},
		{kernel.Membership{Role: kernel.Secretariat}, true},
		{kernel.Membership{Role: kernel.Administrator, Country: "KH"}, false},
		{kernel.Membership{Role: kernel.CSODelegate}, true},
		{kernel.Membership{Role: kernel.CSODelegate, Country: "KH"}, true},
		{kernel.Membership{Role: kernel.Observer, Period: kernel.Period{From: "2026-02", To: "2026-01"}}, false},
	} {
		var faults fault.List
		checkGrant(&faults, c.m, known)
		if (faults.Err() == nil) != c.ok {
			t.Errorf("%+v: %v", c.m, faults.Err())
		}
	}
}
