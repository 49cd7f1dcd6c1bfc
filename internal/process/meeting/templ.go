package meeting

import (
	"github.com/a-h/templ"

	"sampan/internal/platform/web"
)

// langOf is the lang attribute of a text that is not in the page's language.
func langOf(s web.Shown) templ.Attributes {
	if s.Lang == "" {
		return nil
	}
	return templ.Attributes{"lang": string(s.Lang)}
}
