// Package browser drives a real, headless Chromium for tests in the words of a person at the keyboard: open, fill in,
// press, read. SAMPAN_TEST_CHROMIUM names the browser; `make test` sets it. Without it the test is skipped and says so.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Browser is one browser window with cookies of its own.
type Browser struct {
	t     testing.TB
	ctx   context.Context
	base  string
	front **Browser // the window of the reader that is before the others
}

// New opens a window on the site at base, for a desktop screen.
func New(t testing.TB, base string) *Browser {
	t.Helper()
	path := os.Getenv("SAMPAN_TEST_CHROMIUM")
	if path == "" {
		t.Skip("no browser: set SAMPAN_TEST_CHROMIUM, or run `make test`, which finds one")
	}
	opts := append(append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, closeWindow := chromedp.NewContext(alloc)
	t.Cleanup(func() { closeWindow(); stop() })
	b := &Browser{t: t, ctx: ctx, base: base, front: new(*Browser)}
	*b.front = b
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return b
}

// Window opens another window of the same reader, with the same cookies.
func (b *Browser) Window() *Browser {
	b.t.Helper()
	ctx, closeWindow := chromedp.NewContext(b.ctx)
	b.t.Cleanup(closeWindow)
	w := &Browser{t: b.t, ctx: ctx, base: b.base, front: b.front}
	w.do(chromedp.Navigate("about:blank"))
	return w
}

// raise brings the window before the others: one that is behind draws nothing and lets no one wait for it.
func (b *Browser) raise() {
	b.t.Helper()
	if *b.front == b {
		return
	}
	*b.front = b
	if _, err := chromedp.Call(b.ctx, page.BringToFront, cdp.Empty{}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *Browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.raise()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\nat %s", err, b.where())
	}
}

// get runs an action and gives its value.
func get[T any](b *Browser, a chromedp.Action[T]) T {
	b.t.Helper()
	b.raise()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.t.Fatalf("%v\nat %s", err, b.where())
	}
	return v
}

// Value evaluates JavaScript in the page and gives its value.
func Value[T any](b *Browser, js string) T {
	b.t.Helper()
	return get(b, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
}

func (b *Browser) where() string {
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("main")?.innerText ?? document.body.innerText`))
	return at + "\n" + text[:min(len(text), 1500)]
}

// Open goes to a path of the site, as "/en/plans".
func (b *Browser) Open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// Arrives waits until the window is at a path of the site: a script goes on there by itself.
func (b *Browser) Arrives(path string) {
	b.t.Helper()
	for range 400 {
		// Between two pages there is nothing to ask; then it is asked again.
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		done, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(`location.pathname === %q && document.readyState === 'complete'`, path)))
		cancel()
		if err == nil && done {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("the window did not come to %s\n%s", path, b.where())
}

// WithoutScripts keeps the scripts of the pages that are opened from now on from loading.
func (b *Browser) WithoutScripts() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	block := network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*.js", Block: true}}}
	if _, err := chromedp.Call(b.ctx, network.SetBlockedURLs, block); err != nil {
		b.t.Fatal(err)
	}
}

// Fill types a value into the field of that name, in place of what is there.
func (b *Browser) Fill(name, value string) {
	b.t.Helper()
	sel := chromedp.CSS(fmt.Sprintf(`main [name=%q]`, name))
	b.do(chromedp.WaitVisible(sel))
	Value[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector('main [name=%q]'); e.focus(); e.select(); document.execCommand('delete'); return true; })()`, name))
	if value != "" {
		b.do(chromedp.SendKeys(sel, value))
	}
}

// Choose picks the option of that value in the select of that name, or the radio button or check box of both.
func (b *Browser) Choose(name, value string) {
	b.t.Helper()
	Value[bool](b, fmt.Sprintf(`(() => {
		const box = document.querySelector('main input[name=%[1]q][value=%[2]q]');
		if (box) { box.click(); return true; }
		const select = document.querySelector('main select[name=%[1]q]');
		select.value = %[2]q; select.dispatchEvent(new Event('change', {bubbles: true}));
		if (select.value !== %[2]q) throw new Error('no such option');
		return true;
	})()`, name, value))
}

// Attach puts a file of this machine into the file field of that name.
func (b *Browser) Attach(name, file string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles(chromedp.CSS(fmt.Sprintf(`main input[type=file][name=%q]`, name)), []string{file}))
}

// Press presses the button, or follows the link, that has just this text, and waits for the page that comes.
func (b *Browser) Press(text string) {
	b.t.Helper()
	b.leave(fmt.Sprintf(`['main button, main a, main summary', 'button, a'].flatMap(all => [...document.querySelectorAll(all)])
		.find(e => e.textContent.trim().replace(/\s+/g, ' ') === %q && e.offsetParent !== null)`, text), "says "+text)
}

// leave clicks what the expression finds and waits for the page that comes.
func (b *Browser) leave(expression, what string) {
	b.t.Helper()
	mark := strconv.FormatInt(time.Now().UnixNano(), 10)
	Value[bool](b, fmt.Sprintf(`(() => {
		const one = %s;
		if (!one) throw new Error('nothing to press ' + %q);
		window.sampanMark = %q; setTimeout(() => one.click(), 0); return true;
	})()`, expression, what, mark))
	arrived := fmt.Sprintf(`window.sampanMark !== %q && document.readyState === 'complete'`, mark)
	for range 400 {
		// Between two pages there is nothing to ask; then it is asked again.
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		done, err := chromedp.Run(ctx, chromedp.Evaluate[bool](arrived))
		cancel()
		if err == nil && done {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("no page came after pressing what %s\n%s", what, b.where())
}

// Follow follows the first link in the main part that leads to this path, and waits for the page.
func (b *Browser) Follow(path string) {
	b.t.Helper()
	b.FollowTo(path)
	if got := b.Path(); got != path {
		b.t.Fatalf("the link to %s led to %s", path, got)
	}
}

// FollowTo follows the first link in the main part whose path begins so, and gives what is left of the path.
func (b *Browser) FollowTo(prefix string) string {
	b.t.Helper()
	b.leave(fmt.Sprintf(`[...document.querySelectorAll('main a[href^=%q]')].find(e => e.offsetParent !== null)`, prefix), "leads to "+prefix)
	return strings.TrimPrefix(b.Path(), prefix)
}

// ValueOf is what stands in the field of that name.
func (b *Browser) ValueOf(name string) string {
	b.t.Helper()
	return Value[string](b, fmt.Sprintf(`document.querySelector('main [name=%q]').value`, name))
}

// FaultOf is what stands beside the field of that name as wrong, tied to it for those who listen; "" for nothing.
func (b *Browser) FaultOf(name string) string {
	b.t.Helper()
	return Value[string](b, fmt.Sprintf(`(() => {
		const field = document.querySelector('main [name=%q]');
		const ids = (field.getAttribute('aria-describedby') ?? '').split(' ');
		return ids.map(id => document.getElementById(id)).find(e => e?.classList.contains('msg'))?.textContent ?? '';
	})()`, name))
}

// Text is what a reader sees of the main part.
func (b *Browser) Text() string {
	b.t.Helper()
	return Value[string](b, `document.querySelector("main").innerText`)
}

// Sees fails the test unless the reader sees every one of the texts.
func (b *Browser) Sees(texts ...string) {
	b.t.Helper()
	got := strings.Join(strings.Fields(b.Text()), " ")
	for _, want := range texts {
		if !strings.Contains(got, want) {
			b.t.Fatalf("the page does not say %q:\n%s", want, b.where())
		}
	}
}

// Path is the path of the page that is open.
func (b *Browser) Path() string {
	b.t.Helper()
	return strings.TrimPrefix(get(b, chromedp.Location()), b.base)
}

// Width makes the window as wide as a screen, in CSS pixels; under 500 it is a phone.
func (b *Browser) Width(px int64) {
	b.t.Helper()
	b.Screen(px, 900)
}

// Screen makes the window as large as a screen, in CSS pixels.
func (b *Browser) Screen(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// ShootScreen takes a picture of what is on the screen into a file.
func (b *Browser) ShootScreen(file string) {
	b.t.Helper()
	b.keep(file, get(b, chromedp.CaptureScreenshot()))
}

// Shoot takes a picture of the whole page into a file.
func (b *Browser) Shoot(file string) {
	b.t.Helper()
	b.keep(file, get(b, chromedp.FullScreenshot(100)))
}

func (b *Browser) keep(file string, png []byte) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // pictures for all to see
		b.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil { //nolint:gosec // pictures for all to see
		b.t.Fatal(err)
	}
}

// Overflow names the elements that stick out of the page sideways, outside of what scrolls by itself.
func (b *Browser) Overflow() []string {
	b.t.Helper()
	return Value[[]string](b, `(() => {
		const wide = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= wide) return [];
		return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1 && !e.closest('.scroll'))
			.slice(0, 5).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.trim().slice(0, 40));
	})()`)
}

// Violation is what the accessibility checker found.
type Violation struct {
	ID     string
	Impact string
	Help   string
	Nodes  []string
}

// Violations runs axe-core over the page for WCAG 2.2 A and AA and its own good practice.
func (b *Browser) Violations() []Violation {
	b.t.Helper()
	_, file, _, _ := runtime.Caller(0)
	axe, err := os.ReadFile(filepath.Join(filepath.Dir(file), "..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		b.t.Skip("axe-core is not installed: run `make setup`")
	}
	Value[bool](b, string(axe)+"; true")
	raw := Value[string](b, `axe.run({runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})
		.then(r => JSON.stringify(r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0, 4).map(n => n.html.slice(0, 200))}))))`)
	var all []Violation
	if err := json.Unmarshal([]byte(raw), &all); err != nil {
		b.t.Fatal(err)
	}
	return all
}
