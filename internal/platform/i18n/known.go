package i18n

import (
	"golang.org/x/text/language"

	"sampan/internal/kernel"
)

// Known says that the tag names a language that is registered with IANA. A tag that is only well formed, as "qq" or
// "en-Abcd", names none, and neither do those that are left to private use, "qaa" to "qtz".
func Known(lang kernel.Lang) bool {
	if _, err := kernel.ParseLang(string(lang)); err != nil {
		return false
	}
	_, err := language.Parse(string(lang))
	base := lang.Base()
	private := len(base) == 3 && base >= "qaa" && base <= "qtz"
	return err == nil && !private
}
