package app

import (
	"errors"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/platform/i18n"
	"sampan/locale"
)

// Explain tells an error to the person at the terminal: the words of a fault with every field that it concerns, or the
// error as it stands.
func Explain(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err.Error()
	}
	catalogue, loadErr := i18n.Load(locale.Files)
	if loadErr != nil {
		return err.Error()
	}
	words := catalogue.Locale("en")
	lines := []string{words.Message(f.Text)}
	for _, field := range f.Fields {
		lines = append(lines, "  "+field.Path+": "+words.Message(field.Message))
	}
	return strings.Join(lines, "\n")
}
