package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sampan/e2e/browser"
	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

// goals adds goals below the pillar of a plan and gives their ids.
func (p plan) goals(t *testing.T, texts ...string) (ids []string) {
	t.Helper()
	for _, text := range texts {
		at := send(t, p.officer, "/en/plans/"+p.slug+"/draft/nodes", program.Form(
			"level", "goal", "text_en", text, "parent", p.pillar[strings.LastIndex(p.pillar, "/")+1:]))
		ids = append(ids, at[strings.LastIndex(at, "/")+1:])
	}
	return ids
}

// said is what an entry says in the outline, or in its text area while it is written.
func said(id string) string {
	return fmt.Sprintf(`(document.querySelector('#node-%[1]s textarea')?.value ?? document.querySelector('#node-%[1]s .said')?.textContent.trim())`, id)
}

// typeInto opens an entry's text in place and types at its end.
func typeInto(b *browser.Browser, id, text string) {
	focus(b, id)
	b.Key("Enter")
	b.Within(5*time.Second, `document.activeElement.tagName === 'TEXTAREA'`)
	b.Type(text)
}

func focus(b *browser.Browser, id string) {
	browser.Value[bool](b, fmt.Sprintf(`(document.querySelector('#node-%s .name a').focus(), true)`, id))
}

const state = `document.getElementById('editor-state').textContent`

func TestTwoPeopleWriteOnePlanAndOneLosesTheLine(t *testing.T) {
	line := 10 * time.Second
	if soak() {
		line = time.Minute
	}
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "two-people")
		ids := made.goals(t, "Victims are found.", "Victims are helped.")
		first, second := signIn(t, p), signIn(t, p)
		first.Open("/en/plans/two-people/draft")
		second.Open("/en/plans/two-people/draft")

		typeInto(first, ids[0], " First was here.")
		first.Within(10*time.Second, state+`.startsWith('Saved')`)
		second.Within(10*time.Second, said(ids[0])+` === 'Victims are found. First was here.'`)
		second.Within(10*time.Second, fmt.Sprintf(`document.querySelector('#node-%s .who')`, ids[0]))

		first.Type(" And writes on.")
		first.Within(10*time.Second, said(ids[0])+`.endsWith('on.') && !Object.keys(localStorage).some(k => k.startsWith('sampan.draft/'))`)
		second.Offline(true)
		typeInto(second, ids[1], " Second writes without a line.")
		second.Within(10*time.Second, state+`.startsWith('Not saved: no line')`)
		if got := stored(t, made); !strings.Contains(got, "First was here. And writes on.") {
			t.Errorf("the server has %s", got)
		}
		first.Key("Escape")
		typeInto(first, ids[1], " First writes meanwhile.")
		first.Within(10*time.Second, state+`.startsWith('Saved')`)
		time.Sleep(line)
		second.Offline(false)
		second.Within(30*time.Second, `document.querySelector('.bothtexts')`)
		second.Sees("Somebody changed the same text", "Victims are helped. Second writes without a line.", "Victims are helped. First writes meanwhile.")
		browser.Value[bool](second, `(document.querySelector('.bothtexts textarea').value = 'Victims are helped. Both wrote.', true)`)
		press(second, "Keep the third")
		second.Within(10*time.Second, state+`.startsWith('Saved')`)
		first.Within(15*time.Second, `document.querySelector('main').textContent.includes('Victims are helped. Both wrote.') || `+said(ids[1])+`.includes('Both wrote')`)
		history := string(made.officer.Get("/en/plans/two-people/draft/nodes/" + ids[1] + "/history").Body)
		for _, words := range []string{"First", "meanwhile"} {
			if !strings.Contains(history, words) {
				t.Errorf("the history does not tell %q", words)
			}
		}
	})
}

// press presses a button of the page that leads nowhere else.
func press(b *browser.Browser, text string) {
	browser.Value[bool](b, fmt.Sprintf(`(() => {
		const one = [...document.querySelectorAll('main button')].find(e => e.textContent.trim() === %q && e.offsetParent !== null);
		if (!one) throw new Error('nothing to press: ' + %[1]q);
		one.click();
		return true;
	})()`, text))
}

func TestUnsavedTextOutlivesTheWindow(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "kept-words")
		ids := made.goals(t, "Victims are found.")
		b := signIn(t, p)
		b.Open("/en/plans/kept-words/draft")
		b.Offline(true)
		typeInto(b, ids[0], " Typed without a line.")
		b.Within(10*time.Second, state+`.startsWith('Not saved: no line')`)
		b.Offline(false)
		p.Kill() // the server goes too, so that the words cannot have been saved
		other := b.Window()
		p.Start()
		b.Open("/en/plans/kept-words/draft")
		b.Within(10*time.Second, `document.querySelector('.keptwords') || `+said(ids[0])+`.includes('Typed without')`)
		if browser.Value[bool](b, `document.querySelector('.keptwords') !== null`) {
			b.Sees("Text that was not saved is kept in this browser", "Victims are found. Typed without a line.")
			press(b, "Take it up")
			b.Within(10*time.Second, state+`.startsWith('Saved')`)
		}
		other.Open("/en/plans/kept-words/draft")
		other.Within(10*time.Second, said(ids[0])+` === 'Victims are found. Typed without a line.'`)
		if n := browser.Value[int](b, `Object.keys(localStorage).filter(k => k.startsWith('sampan.draft/')).length`); n != 0 {
			t.Errorf("%d texts that are saved are still kept", n)
		}
	})
}

func TestADraftIsWrittenByKeyboard(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "by-keyboard")
		ids := made.goals(t, "One. Two.", "Three.")
		b := signIn(t, p)
		b.Open("/en/plans/by-keyboard/draft")
		texts := `[...document.querySelectorAll('#outline > li')].map(li => li.querySelector('textarea')?.value ?? li.querySelector('.said').textContent.trim()).join('|')`
		comes := func(want string) {
			t.Helper()
			b.Within(10*time.Second, texts+` === `+strconv.Quote(want))
		}
		focus(b, ids[0])
		b.Key("Enter")
		b.Key("Home")
		for range 4 {
			b.Key("Right")
		}
		b.Key("Alt+Enter")
		comes("Protection|One.|Two.|Three.")
		b.Within(5*time.Second, `document.activeElement.value === 'Two.'`)
		b.Key("Alt+Backspace")
		comes("Protection|One. Two.|Three.")
		b.Key("Escape")
		b.Key("Control+z")
		comes("Protection|One.|Two.|Three.")
		b.Key("Control+Shift+z")
		comes("Protection|One. Two.|Three.")
		focus(b, ids[1])
		b.Key("Alt+Up")
		comes("Protection|Three.|One. Two.")
		b.Key("Control+Enter")
		comes("Protection|Three.||One. Two.")
		b.Type("Four.")
		b.Key("Escape")
		comes("Protection|Three.|Four.|One. Two.")
		b.Within(10*time.Second, state+`.startsWith('Saved')`)
		b.Key("Up")
		b.Key("Up")
		b.Key("Left")
		b.Within(5*time.Second, `[...document.querySelectorAll('#outline > li')].filter(li => !li.hidden).length === 1`)
		b.Key("Right")
		b.Key("?")
		b.Within(5*time.Second, `document.getElementById('editor-help').open`)
		b.Key("Escape")
		b.Within(5*time.Second, `!document.getElementById('editor-help').open`)
		if got := stored(t, made); got != "Protection|Three.|Four.|One. Two." {
			t.Errorf("the server has %s", got)
		}
	})
}

// stored is what the server has of a draft, entry by entry.
func stored(t *testing.T, p plan) string {
	t.Helper()
	type draft struct {
		Nodes []struct {
			Node struct {
				Text map[string]struct{ Text string }
			}
		}
	}
	var all []string
	for _, n := range program.Read[draft](p.officer, "/plans/"+p.slug+"/draft").Nodes {
		all = append(all, n.Node.Text["en"].Text)
	}
	return strings.Join(all, "|")
}

func TestTheEditorFitsEveryScreenAndEveryReader(t *testing.T) {
	p := program.New(t, db.SQLite).Start()
	officer := p.SignIn(officer)
	send(t, officer, "/en/plans/spa-4/draft", program.Form("audience", "office"))
	b := signIn(t, p)
	for _, lang := range scripts {
		short, _, _ := strings.Cut(lang, "-")
		for _, path := range []string{"/plans/spa-4/draft", "/plans/spa-4/draft?beside=km", "/plans/spa-4/draft?view=wall", "/plans/spa-4/draft/remarks"} {
			for _, width := range []int64{360, 1280} {
				t.Run(lang+path+" "+strconv.FormatInt(width, 10), func(t *testing.T) {
					b.Width(width)
					b.Open("/" + short + path)
					checkScreen(t, b, lang)
					if small := browser.Value[[]string](b, `[...document.querySelectorAll('#editor-bar button')].filter(e => e.offsetHeight < 44 || e.offsetWidth < 44).map(e => e.textContent)`); len(small) > 0 {
						t.Errorf("too small for a finger: %q", small)
					}
					if dir := os.Getenv(shots); dir != "" {
						b.Shoot(filepath.Join(dir, lang, strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path[1:])+"-"+strconv.FormatInt(width, 10)+".png"))
					}
				})
			}
		}
	}
}
