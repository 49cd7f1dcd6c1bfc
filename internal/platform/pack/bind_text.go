package pack

import (
	"reflect"

	"sampan/internal/kernel"
)

// text takes a text in one of three forms: a plain string in the working language, an object of plain strings by
// language, or an object of wordings by language. A plain string is the text itself in the working language and a
// draft translation in every other.
func (b *binder) text(v *value, path string, dst reflect.Value) {
	switch v.kind {
	case str:
		if v.text != "" {
			dst.Set(reflect.ValueOf(kernel.Plain(b.profile.working, v.text)))
		}
	case object:
		t := kernel.Text{}
		for _, key := range v.keys {
			b.wording(v.fields[key], join(path, key), key, t)
		}
		dst.Set(reflect.ValueOf(t))
	default:
		b.add(path, "pack.want.words")
	}
}

func (b *binder) wording(v *value, path, key string, t kernel.Text) {
	lang := kernel.Lang(key)
	if !b.profile.languages[lang] {
		b.add(path, "pack.language.unknown", "value", key)
		return
	}
	var w kernel.Wording
	switch v.kind {
	case str:
		w = kernel.Wording{Text: v.text, State: kernel.DraftText}
		if lang == b.profile.working {
			w.State = kernel.Authoritative
		}
	default:
		b.bind(v, path, reflect.ValueOf(&w).Elem())
		b.state(w.State, path)
	}
	if w.Text == "" {
		if v.kind == str {
			b.add(path, "pack.empty")
		}
		return
	}
	t[lang] = w
}

func (b *binder) state(s kernel.TextState, path string) {
	switch s {
	case kernel.Authoritative, kernel.Translation, kernel.Outdated, kernel.DraftText, "":
	default:
		b.add(join(path, "state"), "pack.word", "value", string(s),
			"words", "authoritative, translation, outdated, draft")
	}
}
