package browser

import (
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Offline takes the line away from the window, or gives it back.
func (b *Browser) Offline(off bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	conditions := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{}}
	if off {
		conditions.MatchedNetworkConditions = append(conditions.MatchedNetworkConditions,
			&network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	if _, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, conditions); err != nil {
		b.t.Fatal(err)
	}
	state := network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(b.ctx, network.OverrideNetworkState, state); err != nil {
		b.t.Fatal(err)
	}
}

var keys = map[string]string{
	"Enter": kb.Enter, "Escape": kb.Escape, "Backspace": kb.Backspace, "Up": kb.ArrowUp, "Down": kb.ArrowDown, "Left": kb.ArrowLeft,
	"Right": kb.ArrowRight, "Home": kb.Home, "End": kb.End,
}

// Key presses a key where the focus is, as "Enter", "Alt+Up" or "Control+z".
func (b *Browser) Key(press string) {
	b.t.Helper()
	parts := strings.Split(press, "+")
	var held []chromedp.Modifier
	for _, name := range parts[:len(parts)-1] {
		held = append(held, map[string]chromedp.Modifier{"Alt": chromedp.ModifierAlt, "Control": chromedp.ModifierCtrl, "Shift": chromedp.ModifierShift}[name])
	}
	key, special := parts[len(parts)-1], false
	if named, ok := keys[key]; ok {
		key, special = named, true
	}
	b.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(held...), func(p *input.DispatchKeyEventParams) {
		if special && p.Type == input.DispatchKeyEventTypeChar { // a page that answers to the key gets no character of it
			p.Type, p.Text, p.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
		}
	}))
}

// Type types where the focus is.
func (b *Browser) Type(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
}

// Within waits until the JavaScript expression is true, at most so long.
func (b *Browser) Within(most time.Duration, js string) {
	b.t.Helper()
	for end := time.Now().Add(most); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if Value[bool](b, "Boolean("+js+")") {
			return
		}
	}
	b.t.Fatalf("it did not come to pass within %v: %s\n%s", most, js, b.where())
}
