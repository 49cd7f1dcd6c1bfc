package i18n_test

import (
	"testing"

	"sampan/internal/kernel"
	"sampan/internal/platform/i18n"
)

func TestOnlyRegisteredLanguagesAreKnown(t *testing.T) {
	for lang, want := range map[kernel.Lang]bool{
		"en": true, "km": true, "zh-Hans": true, "fr": true, "pt-BR": true, "shn": true,
		"": false, "qq": false, "qqz": false, "en-Abcd": false, "en-QZ": true, "EN": false, "english": false, "zz-Abcd-ZZ": false,
	} {
		if got := i18n.Known(lang); got != want {
			t.Errorf("%q: %v", lang, got)
		}
	}
}
