package markup

import (
	"net/url"
	"strings"
	"unicode"
)

// address is a link's address as it is kept, or nothing if the link may not lead there.
func address(s string) string {
	if s == "" {
		return ""
	}
	var out strings.Builder
	open := strings.Count(s, "(") - strings.Count(s, ")")
	for _, c := range s {
		switch {
		case c == unicode.ReplacementChar || unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c):
			return ""
		case unicode.IsSpace(c) || strings.ContainsRune("<>\"'`\\|^{}", c), open != 0 && (c == '(' || c == ')'):
			out.WriteString(url.PathEscape(string(c)))
		default:
			out.WriteRune(c)
		}
	}
	u, err := url.Parse(out.String())
	if err != nil || out.Len() > maxAddress-6 { // which leaves room for a bracket's code
		return ""
	}
	switch scheme := strings.ToLower(u.Scheme); {
	case (scheme == "http" || scheme == "https") && u.Host != "", scheme == "mailto" && u.Opaque != "":
		return balanced(scheme + out.String()[len(scheme):])
	}
	return ""
}

// balanced writes brackets that do not match, as in ")(", by their codes.
func balanced(s string) string {
	depth := 0
	for _, c := range s {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			break
		}
	}
	if depth == 0 {
		return s
	}
	return strings.NewReplacer("(", "%28", ")", "%29").Replace(s)
}
