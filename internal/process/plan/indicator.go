package plan

import (
	"regexp"
	"strconv"
	"strings"

	"sampan/internal/kernel"
)

// Indicator measures a node: what is counted, where it began and what is aimed at.
type Indicator struct {
	ID       string          `json:"id"` // the same through all drafts of the plan
	Node     string          `json:"node"`
	Code     string          `json:"code,omitempty"`
	Text     kernel.Text     `json:"text"`
	Unit     kernel.Text     `json:"unit,omitempty"`
	Baseline *Measure        `json:"baseline,omitempty"`
	Targets  []Measure       `json:"targets,omitempty"`
	Note     kernel.Text     `json:"note,omitempty"`
	Sources  []kernel.Source `json:"sources,omitempty"`

	Version int64 `json:"-"` // of the row in the working draft
}

// Measure is a value in some year, month or day. The value is a decimal number in its shortest form, as "12.5".
type Measure struct {
	Date  kernel.Date `json:"date"`
	Value string      `json:"value"`
}

var decimalForm = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// maxDigits is what a spreadsheet keeps of a number.
const maxDigits = 15

// ParseDecimal reads a decimal number and gives its shortest form: "012.50" is "12.5". It refuses exponents, grouping
// marks and more digits than a spreadsheet keeps.
func ParseDecimal(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if !decimalForm.MatchString(s) {
		return "", false
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if len(whole)+len(fraction) > maxDigits {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	out := whole
	if fraction != "" {
		out += "." + fraction
	}
	if negative && out != "0" {
		out = "-" + out
	}
	return out, true
}

// decimalOfCell reads what a spreadsheet stores for a number: the binary fraction is brought back to the digits that
// the person typed.
func decimalOfCell(s string) (string, bool) {
	if out, ok := ParseDecimal(s); ok {
		return out, true
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || f > 1e15 || f < -1e15 {
		return "", false
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', maxDigits, 64), 64)
	if err != nil {
		return "", false
	}
	return ParseDecimal(strconv.FormatFloat(rounded, 'f', -1, 64))
}
