package i18n

import (
	"sort"

	"golang.org/x/text/collate"
)

// Collate sorts words in the language's own order.
func (l *Locale) Collate(words []string) {
	collate.New(l.tag, collate.Loose).SortStrings(words)
}

// SortBy sorts items by a word of each in the language's own order; equal words keep their places.
func SortBy[T any](l *Locale, items []T, word func(T) string) {
	c := collate.New(l.tag, collate.Loose)
	var buf collate.Buffer
	keys := make([][]byte, len(items))
	for i, item := range items {
		keys[i] = c.KeyFromString(&buf, word(item))
	}
	sort.Stable(byKey[T]{keys, items})
}

type byKey[T any] struct {
	keys  [][]byte
	items []T
}

func (s byKey[T]) Len() int           { return len(s.items) }
func (s byKey[T]) Less(i, j int) bool { return string(s.keys[i]) < string(s.keys[j]) }
func (s byKey[T]) Swap(i, j int) {
	s.keys[i], s.keys[j] = s.keys[j], s.keys[i]
	s.items[i], s.items[j] = s.items[j], s.items[i]
}
