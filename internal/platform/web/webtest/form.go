package webtest

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	inputs   = regexp.MustCompile(`<input[^>]*>`)
	areas    = regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)</textarea>`)
	selects  = regexp.MustCompile(`(?s)<select[^>]* name="([^"]*)".*?</select>`)
	selected = regexp.MustCompile(`<option value="([^"]*)" selected`)
	anOption = regexp.MustCompile(`<option value="([^"]*)"`)
	attr     = regexp.MustCompile(`(\w+)="([^"]*)"`)
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&")
)

// FormOf reads the first form in the main part of a page that is sent by POST, with the values that a browser would send.
// It panics when there is none.
func FormOf(page string) url.Values {
	if _, main, found := strings.Cut(page, "<main"); found {
		page = main
	}
	_, page, found := strings.Cut(page, `method="post"`)
	if !found {
		panic("webtest: the page has no form that is sent by POST")
	}
	page, _, _ = strings.Cut(page, "</form>")
	form := url.Values{}
	for _, tag := range inputs.FindAllString(page, -1) {
		a := map[string]string{}
		for _, m := range attr.FindAllStringSubmatch(tag, -1) {
			a[m[1]] = unescape.Replace(m[2])
		}
		unticked := (a["type"] == "checkbox" || a["type"] == "radio") && !strings.Contains(tag, "checked")
		if a["name"] != "" && !unticked {
			form.Add(a["name"], a["value"])
		}
	}
	for _, m := range areas.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], unescape.Replace(m[2]))
	}
	for _, m := range selects.FindAllStringSubmatch(page, -1) {
		value := selected.FindStringSubmatch(m[0])
		if value == nil {
			value = anOption.FindStringSubmatch(m[0])
		}
		form.Set(m[1], unescape.Replace(value[1]))
	}
	return form
}
