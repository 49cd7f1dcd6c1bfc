package anchor_test

import (
	"errors"
	"strings"
	"testing"

	"sampan/internal/fault"
	"sampan/internal/platform/text/anchor"
)

func TestAtAnchorsWordsOfThePiece(t *testing.T) {
	long := strings.Repeat("victim ", 1000)
	for _, c := range []struct {
		rule, text string
		from, to   int
		quote, key string
	}{
		{"characters are counted, not bytes", "Nạn nhân được bảo vệ", 4, 8, "nhân", ""},
		{"the whole text can be anchored", "Nạn nhân", 0, 8, "Nạn nhân", ""},
		{"the longest span can be anchored", long, 0, anchor.MaxQuote, long[:anchor.MaxQuote], ""},
		{"a longer one cannot", long, 0, anchor.MaxQuote + 1, "", "anchor.long"},
		{"an empty span cannot", "Victims", 3, 3, "", "anchor.span"},
		{"nor one that ends before it begins", "Victims", 3, 2, "", "anchor.span"},
		{"nor one that begins before the text", "Victims", -1, 2, "", "anchor.span"},
		{"nor one that ends after it", "Nạn nhân", 0, 9, "", "anchor.span"},
		{"nor one without a letter or figure", "Victims, and", 7, 9, "", "anchor.empty"},
		{"a figure is enough", "In 2026.", 3, 7, "2026", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p := anchor.Piece{ID: "a", Text: c.text}
			a, err := anchor.At(p, c.from, c.to)
			if c.key != "" {
				var f *fault.Error
				if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Text.Key != c.key {
					t.Fatalf("got %v, want %s", err, c.key)
				}
				return
			}
			if err != nil || a.Quote != c.quote || !a.In(p) {
				t.Fatalf("got %+v, %v", a, err)
			}
		})
	}
}

func TestInWantsTheWordsWhereTheAnchorSays(t *testing.T) {
	p := anchor.Piece{ID: "a", Text: "Nạn nhân được bảo vệ"}
	for _, c := range []struct {
		rule string
		a    anchor.Anchor
		want bool
	}{
		{"they are there", anchor.Anchor{"a", 4, 8, "nhân"}, true},
		{"another piece", anchor.Anchor{"b", 4, 8, "nhân"}, false},
		{"another place", anchor.Anchor{"a", 5, 9, "nhân"}, false},
		{"a length that is not the words'", anchor.Anchor{"a", 4, 9, "nhân"}, false},
		{"before the text", anchor.Anchor{"a", -1, 3, "nhân"}, false},
		{"after the text", anchor.Anchor{"a", 99, 103, "nhân"}, false},
		{"no words", anchor.Anchor{"a", 4, 4, ""}, false},
	} {
		if c.a.In(p) != c.want {
			t.Errorf("%s: %v", c.rule, !c.want)
		}
	}
}

// The pieces of the tables: a quote stands between « and », and what has a | is several pieces, each as id=text or
// id<from=text.
func read(s string) (pieces []anchor.Piece, quoted anchor.Anchor) {
	for part := range strings.SplitSeq(s, "|") {
		name, body, _ := strings.Cut(part, "=")
		id, from, taken := strings.Cut(name, "<")
		before, rest, marked := strings.Cut(body, "«")
		quote, after, _ := strings.Cut(rest, "»")
		p := anchor.Piece{ID: id, Text: before + quote + after}
		if taken {
			p.From = []string{from}
		}
		if marked {
			at := len([]rune(before))
			quoted = anchor.Anchor{Piece: id, From: at, To: at + len([]rune(quote)), Quote: quote}
		}
		pieces = append(pieces, p)
	}
	return pieces, quoted
}

// Sentences of a plan, for the tables.
const (
	review  = "National task forces review the referral of victims every year. "
	train   = "Labour inspectors are trained to identify forced labour in factories. "
	shelter = "Shelters publish the services that they offer in six languages. "
)

func TestFollow(t *testing.T) {
	for _, c := range []struct {
		rule, old, now string
		how            anchor.How
	}{
		{"an untouched text keeps it", "a=National «task forces» review", "a=National «task forces» review", anchor.Kept},
		{"a new order of the pieces keeps it", "a=National «task forces» review|b=Other", "b=Other|a=National «task forces» review", anchor.Kept},
		{"words put in before move it along", "a=National «task forces» review the referral", "a=The six national governments agree. National «task forces» review the referral", anchor.Kept},
		{"words put in right beside it stay outside", "a=Every year all six national «task forces» review the referral of victims", "a=Every year all six national «task forces» regularly review the referral of victims", anchor.Kept},
		{"words changed right beside it, with little kept on the other side, make a short quote an orphan", "a=Many national «task forces» review the referral of victims at borders", "a=Many national «task forces» have tried to count victims at borders", anchor.Orphan},
		{"a word changed within goes with it", "a=National task forces «review the referral of victims» every year", "a=National task forces «review the transfer of victims» every year", anchor.Edited},
		{"a word put in within goes with it", "a=National task forces «review the referral of victims» every year", "a=National task forces «review the quick referral of victims» every year", anchor.Edited},
		{"words taken out of it leave the rest", "a=National task forces «review the referral of victims every year»", "a=National task forces «review the referral of victims»", anchor.Edited},
		{"its words gone make it an orphan", "a=National task forces review the «referral» of victims every year", "a=National task forces review the protection of victims every year", anchor.Orphan},
		{"its sentence gone makes it an orphan", "a=" + review + "Labour «inspectors» are trained." + shelter, "a=" + review + shelter, anchor.Orphan},
		{"its piece gone makes it an orphan", "a=" + review + "«Labour» inspectors|b=" + shelter, "b=" + shelter, anchor.Orphan},
		{"another text makes it an orphan", "a=National task «forces review» the referral", "a=Shelters publish services in six languages", anchor.Orphan},
		{"a common word in another text does not catch it", "a=Labour «inspectors are trained» to identify forced labour in factories.", "a=Judges who are appointed in the provinces, and inspectors, publish what they find.", anchor.Orphan},
		{"its sentence moved within the piece takes it along", "a=Labour «inspectors» are trained to identify forced labour in factories. " + review + shelter, "a=" + review + shelter + "Labour «inspectors» are trained to identify forced labour in factories. ", anchor.Moved},
		{"its sentence moved to another piece takes it along", "a=" + review + "Labour «inspectors» are trained to identify forced labour in factories. |b=" + shelter, "a=" + review + "|b=" + shelter + "Labour «inspectors» are trained to identify forced labour in factories. ", anchor.Moved},
		{"its sentence moved and edited takes it along", "a=" + review + "Labour «inspectors» are trained to identify forced labour in factories. |b=" + shelter, "a=" + review + "|b=" + shelter + "Labour «inspectors» are trained to identify forced labour at sea. ", anchor.Moved},
		{"its piece split takes it along", "a=" + review + train + "Shelters «publish» the services that they offer in six languages.", "a=" + review + "|b<a=" + train + "Shelters «publish» the services that they offer in six languages.", anchor.Moved},
		{"its piece split leaves it in the first part", "a=National «task forces» review the referral of victims every year. " + train, "a=National «task forces» review the referral of victims every year. |b<a=" + train, anchor.Kept},
		{"its piece merged takes it along", "a=" + review + "|b=Labour «inspectors» are trained to identify forced labour in factories. ", "a<b=" + review + "Labour «inspectors» are trained to identify forced labour in factories. ", anchor.Moved},
		{"a short piece merged leaves an orphan", "a=" + review + "|b=«Shelters»", "a<b=" + review + "Shelters", anchor.Orphan},
		{"the same words elsewhere do not catch it", "a=" + review + "Labour «inspectors are trained» to identify forced labour in factories. |b=" + train, "a=" + review + "|b=" + train, anchor.Orphan},
		{"the same words typed elsewhere do not catch it", "a=National task forces review the «referral of victims» every year. |b=" + shelter, "a=National task forces review budgets every year. |b=" + shelter + "The referral of victims is free.", anchor.Orphan},
		{"a copy in another piece leaves it where it was", "a=" + review + "Labour «inspectors» are trained to identify forced labour in factories. |b=" + shelter, "a=" + review + "Labour «inspectors» are trained to identify forced labour in factories. |b=" + shelter + train, anchor.Kept},
		{"a copy in another piece does not catch it when its own words go", "a=" + review + "Labour «inspectors» are trained to identify forced labour in factories. |b=" + shelter, "a=" + review + "Labour officers are trained to identify forced labour in factories. |b=" + shelter + train, anchor.Orphan},
		{"its sentence moved to two pieces makes it an orphan", "a=" + review + "Labour «inspectors» are trained to identify forced labour in factories. |b=B|c=C", "a=" + review + "|b=B. " + train + "|c=C. " + train, anchor.Orphan},
		{"one of two same words gone, nobody can tell which", "a=National task forces review the «victim» victim referral", "a=National task forces review the victim referral", anchor.Orphan},
		{"a short word doubled, nobody can tell which", "a=National task forces review the «victim» referral", "a=National task forces review the victim victim referral", anchor.Orphan},
		{"words torn apart by as much as they are make it an orphan", "a=National task forces «review victims» every year in all six countries", "a=National task forces review what shelters and police stations do. They count the victims every year in all six countries", anchor.Orphan},
		{"a quote within a word follows the word", "a=National task forces review the re«ferral» of victims", "a=Six national task forces review the re«ferral» of victims", anchor.Kept},
		{"Khmer", "a=ក្រុមការងារថ្នាក់ជាតិ«ពិនិត្យការបញ្ជូន»ជនរងគ្រោះរៀងរាល់ឆ្នាំ។", "a=រៀងរាល់ឆ្នាំ ក្រុមការងារថ្នាក់ជាតិ«ពិនិត្យការបញ្ជូន»ជនរងគ្រោះរវាងមជ្ឈមណ្ឌល។", anchor.Kept},
		{"Burmese", "a=အမျိုးသားလုပ်ငန်းအဖွဲ့များသည်«လူကုန်ကူးခံရသူများ»ကို နှစ်စဉ်ကာကွယ်သည်။", "a=ဒေသတွင်း အမျိုးသားလုပ်ငန်းအဖွဲ့များသည်«လူကုန်ကူးခံရသူများ»ကို ကာကွယ်သည်။", anchor.Kept},
		{"Thai, a word within changed", "a=คณะทำงานระดับชาติ«ทบทวนการส่งต่อผู้เสียหายทุกปี»ร่วมกับภาคี", "a=คณะทำงานระดับชาติ«ทบทวนการคุ้มครองผู้เสียหายทุกปี»ร่วมกับภาคี", anchor.Edited},
		{"Chinese, its sentence moved", "a=国家工作组每年审查受害人转介工作的«情况»并提交报告。劳动监察员接受识别强迫劳动的培训，并且每季度公布所有工厂和渔船的检查结果。", "a=劳动监察员接受识别强迫劳动的培训，并且每季度公布所有工厂和渔船的检查结果。国家工作组每年审查受害人转介工作的«情况»并提交报告。", anchor.Moved},
	} {
		t.Run(c.rule, func(t *testing.T) {
			old, a := read(c.old)
			now, want := read(c.now)
			if c.how == anchor.Orphan {
				want = a
			}
			got := anchor.New(old, now).Follow(a)
			if got.How != c.how || got.Anchor != want {
				t.Errorf("%s: got %s %+v (%.2f), want %s %+v", c.rule, got.How, got.Anchor, got.Confidence, c.how, want)
			}
			if known := map[anchor.How]bool{anchor.Kept: got.Confidence == 1, anchor.Orphan: got.Confidence == 0, anchor.Moved: got.Confidence > 0.5, anchor.Edited: got.Confidence > 0.5 && got.Confidence < 1}; !known[got.How] {
				t.Errorf("%s with confidence %v", got.How, got.Confidence)
			}
		})
	}
}

func TestAnAnchorThatDoesNotStandInTheOldTextIsAnOrphan(t *testing.T) {
	pieces := []anchor.Piece{{ID: "a", Text: review}}
	trail := anchor.New(pieces, pieces)
	for _, a := range []anchor.Anchor{{"a", 1, 9, "National"}, {"b", 0, 8, "National"}} {
		if got := trail.Follow(a); got.How != anchor.Orphan || got.Anchor != a {
			t.Errorf("%+v came to %+v", a, got)
		}
	}
}

func FuzzFollow(f *testing.F) {
	f.Add(review+train, train+review, shelter, 9, 20)
	f.Add("", "a", "b", 0, 0)
	f.Add("កក្ខ a\u200bb", "a", "កក្ខ", 0, 3)
	f.Add("aa aa aa", "aa", "aa aa", 3, 5)
	f.Fuzz(func(t *testing.T, old, now, other string, from, to int) {
		a, err := anchor.At(anchor.Piece{ID: "a", Text: old}, from, to)
		if err != nil {
			return
		}
		before := []anchor.Piece{{ID: "a", Text: old}, {ID: "b", Text: other}}
		after := []anchor.Piece{{ID: "a", Text: now}, {ID: "b", Text: other + old}}
		for _, list := range [][]anchor.Piece{after, after[1:], {{ID: "c", Text: now + old, From: []string{"a"}}}} {
			got := anchor.New(before, list).Follow(a)
			stands := false
			for _, p := range list {
				stands = stands || got.Anchor.In(p)
			}
			switch {
			case got.How == anchor.Orphan && (got.Anchor != a || got.Confidence != 0):
				t.Errorf("an orphan is %+v, was %+v", got, a)
			case got.How != anchor.Orphan && (!stands || got.Confidence <= 0 || got.Confidence > 1):
				t.Errorf("%+v does not stand in %q", got, list)
			}
		}
	})
}

func BenchmarkTrail(b *testing.B) {
	d := newDesk(1, 400)
	var flags []flag
	for len(flags) < 1000 {
		if f, ok := d.plant(); ok {
			flags = append(flags, f)
		}
	}
	old := pieces(d.pages)
	for range 200 {
		d.edit()
	}
	now := pieces(d.pages)
	for b.Loop() {
		trail := anchor.New(old, now)
		for _, f := range flags {
			trail.Follow(f.anchor)
		}
	}
}
