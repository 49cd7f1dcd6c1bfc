package e2e_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sampan/e2e/browser"
	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

// mainPages are the pages that a newcomer meets first.
var mainPages = []string{"/", "/about", "/members", "/members/kh", "/meetings", "/meetings/som-11", "/instruments", "/plans", "/plans/spa-4", "/log"}

// Four scripts stand for the seven languages: Latin, two of tall stacks, and one without spaces.
var scripts = []string{"en", "km", "my", "zh-Hans"}

// SAMPAN_SHOTS names a folder for pictures of every page.
const shots = "SAMPAN_SHOTS"

func TestTheMainPagesFitEveryScreenAndEveryReader(t *testing.T) {
	p := program.New(t, db.SQLite).Start()
	b := browser.New(t, p.URL)
	b.Open("/en")
	for _, lang := range offered(b) {
		if !slices.Contains(scripts, lang.Lang) {
			continue
		}
		for _, path := range mainPages {
			for _, width := range []int64{360, 1280} {
				t.Run(lang.Lang+path+" "+strconv.FormatInt(width, 10), func(t *testing.T) {
					b.Width(width)
					b.Open(strings.TrimSuffix(lang.Href+path, "/"))
					checkScreen(t, b, lang.Lang)
					if dir := os.Getenv(shots); dir != "" {
						name := strings.ReplaceAll(strings.Trim(path, "/"), "/", "-")
						if name == "" {
							name = "home"
						}
						b.Shoot(filepath.Join(dir, lang.Lang, name+"-"+strconv.FormatInt(width, 10)+".png"))
					}
				})
			}
		}
	}
}

type language struct{ Lang, Href string }

// offered are the languages that the page can be read in, with the beginning of their addresses.
func offered(b *browser.Browser) []language {
	return browser.Value[[]language](b, `[...document.querySelectorAll('.strip .langs a')].map(a => ({Lang: a.lang, Href: a.getAttribute('href')}))`)
}

func checkScreen(t *testing.T, b *browser.Browser, lang string) {
	t.Helper()
	for _, e := range b.Overflow() {
		t.Errorf("sticks out sideways: %s", e)
	}
	if got := browser.Value[string](b, `document.documentElement.lang`); got != lang {
		t.Errorf("the page says that its language is %q", got)
	}
	if n := browser.Value[int](b, `document.querySelectorAll('h1').length`); n != 1 {
		t.Errorf("%d headings of the first level", n)
	}
	if keys := browser.Value[[]string](b, `document.documentElement.outerHTML.match(/⟦[^⟧]*⟧/g) ?? []`); len(keys) > 0 {
		t.Errorf("words are missing: %q", keys)
	}
	for _, v := range b.Violations() {
		told := t.Logf // what is moderate or minor is told, and looked at
		if v.Impact == "serious" || v.Impact == "critical" {
			told = t.Errorf
		}
		told("%s (%s): %s\n%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n"))
	}
}

// SAMPAN_PICTURES=1 makes the pictures of the documentation anew.
func TestPicturesOfTheDocumentation(t *testing.T) {
	if os.Getenv("SAMPAN_PICTURES") == "" {
		t.Skip("the pictures stand in docs/images; SAMPAN_PICTURES=1 makes them anew")
	}
	p := program.New(t, db.SQLite).Start()
	b := browser.New(t, p.URL)
	for path, name := range map[string]string{"/en": "home.png", "/en/plans/spa-4": "plan.png"} {
		b.Screen(1280, 1400)
		b.Open(path)
		file := filepath.Join("..", "docs", "images", name)
		b.ShootScreen(file)
		if info, err := os.Stat(file); err != nil || info.Size() > 400<<10 {
			t.Errorf("%s: %v %v", file, info, err)
		}
	}
}
