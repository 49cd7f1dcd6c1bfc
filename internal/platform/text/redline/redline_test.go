package redline_test

import (
	"fmt"
	"strings"
	"testing"

	"sampan/internal/platform/text/markup"
	"sampan/internal/platform/text/redline"
)

// show writes a redline as a reader would mark it on paper, a line for each change.
func show(r redline.Redline) string {
	var out strings.Builder
	for _, c := range r {
		sign := map[redline.Kind]string{
			redline.Same: "=", redline.Changed: "~", redline.Added: "+", redline.Removed: "-",
			redline.Split: "split", redline.Merged: "merged",
			redline.MovedFrom: fmt.Sprintf("from%d", c.Pair), redline.MovedTo: fmt.Sprintf("to%d", c.Pair),
		}[c.Kind]
		out.WriteString(sign)
		for i, name := range []string{"text", "styles", "form", "depth", "number", "columns"} {
			if c.Differs&(1<<i) != 0 && name != "text" {
				out.WriteString(" " + name)
			}
		}
		out.WriteString(": ")
		for i, p := range c.Parts {
			if i > 0 {
				out.WriteString(" ¶ ")
			}
			out.WriteString(spans(p))
		}
		for _, cell := range c.Cells {
			mark := map[redline.Op]string{redline.Keep: "|", redline.Insert: "|+", redline.Delete: "|-"}[cell.Op]
			out.WriteString(mark + spans(cell.Spans))
		}
		out.WriteString("\n")
	}
	return out.String()
}

func spans(list []redline.Span) string {
	var out strings.Builder
	for _, s := range list {
		switch s.Op {
		case redline.Keep:
			out.WriteString(s.Text)
		case redline.Insert:
			out.WriteString("[+" + s.Text + "]")
		case redline.Delete:
			out.WriteString("[-" + s.Text + "]")
		case redline.Reformat:
			out.WriteString("[~" + s.Text + "]")
		}
	}
	return out.String()
}

type failer interface {
	Fatalf(format string, args ...any)
}

// exact fails unless the redline leads both ways.
func exact(t failer, before, after markup.Doc, r redline.Redline) {
	if got := r.Accept(); !got.Equal(after) {
		t.Fatalf("accepted it is\n%#v, the new text is\n%#v\n%s", got, after, show(r))
	}
	if got := r.Reject(); !got.Equal(before) {
		t.Fatalf("rejected it is\n%#v, the old text is\n%#v\n%s", got, before, show(r))
	}
}

func TestWhatBecameOfAText(t *testing.T) {
	const (
		police = "Police units share information on recruiters across the border every month."
		labour = "Labour inspectors visit fishing ports and construction sites together."
		health = "Shelters offer health care and legal advice in the language of the person."
	)
	for _, c := range []struct{ rule, old, new, want string }{
		{"nothing changed", "One text.", "One text.", "=: One text."},
		{"empty to text", "", "One text.", "+: [+One text.]"},
		{"text to empty", "One text.", "", "-: [-One text.]"},
		{"a word", "The task force meets.", "The task force reports.", "~: The task force [-meets][+reports]."},
		{
			"an item put in before others renumbers them and is no change of their text",
			"1. " + police + "\n2. " + labour, "1. " + health + "\n2. " + police + "\n3. " + labour,
			"+: [+" + health + "]\n= number: " + police + "\n= number: " + labour,
		},
		{
			"a bullet put in breaks no numbers",
			"1. one\n2. two\n3. three", "1. one\n   - below\n2. two\n3. three", "=: one\n+: [+below]\n=: two\n=: three",
		},
		{"a word set bold", "The task force meets.", "The **task** force meets.", "~ styles: The [~task] force meets."},
		{"a part of a word set bold", "reintegration", "**re**integration", "~ styles: [~re]integration"},
		{
			"a style inside words that changed", "The *national task force* meets.", "The *regional task force* meets **twice**.",
			"~: The [-national][+regional] task force meets[+ ][+twice].",
		},
		{"a link that leads elsewhere", "[site](https://a.org)", "[site](https://b.org)", "~ styles: [~site]"},
		{
			"a list in a list", "- one\n  - two words\n  - three\n- four", "- one\n  - two other words\n- four\n  - five",
			"=: one\n~: two [+other ]words\n-: [-three]\n=: four\n+: [+five]",
		},
		{"an item goes deeper", "- one\n- two", "- one\n  - two", "=: one\n~ depth: two"},
		{
			"a moved paragraph", police + "\n\n" + labour + "\n\n" + health, health + "\n\n" + police + "\n\n" + labour,
			"to1: " + health + "\n=: " + police + "\n=: " + labour + "\nfrom1: ",
		},
		{
			"a moved and edited paragraph", police + "\n\n" + labour + "\n\n" + health,
			strings.Replace(labour, "together", "jointly", 1) + "\n\n" + police + "\n\n" + health,
			"to1: Labour inspectors visit fishing ports and construction sites [-together][+jointly].\n=: " + police + "\nfrom1: \n=: " + health,
		},
		{"a paragraph split", police + " " + labour, police + "\n\n" + labour, "split: " + police + "[- ] ¶ " + labour},
		{
			"a paragraph split and edited", police + " " + labour, strings.Replace(police, "every month", "weekly", 1) + "\n\n" + labour,
			"split: Police units share information on recruiters across the border [-every month][+weekly].[- ] ¶ " + labour,
		},
		{"two paragraphs merged", police + "\n\n" + labour, police + " " + labour, "merged: " + police + " ¶ [+ ]" + labour},
		{
			"two paragraphs merged and edited", police + "\n\n" + labour, police + " " + strings.Replace(labour, "Labour inspectors", "They", 1),
			"merged: " + police + " ¶ [-Labour inspectors][+ They] visit fishing ports and construction sites together.",
		},
		{"a list that begins with another number", "1. one\n2. two", "3. one\n4. two", "~ form: one\n= number: two"},
		{"a heading of another level", "# Goals", "## Goals", "~ depth: Goals"},
		{"a list made a paragraph", "- " + police, police, "~ form: " + police},
		{"bullets made numbers", "- one thing\n- two things", "1. one thing\n2. two things", "~ form: one thing\n~ form: two things"},
		{"a paragraph duplicated", police + "\n\n" + labour, police + "\n\n" + police + "\n\n" + labour, "=: " + police + "\n+: [+" + police + "]\n=: " + labour},
		{"everything replaced", police, "Budgets are due in March.", "-: [-" + police + "]\n+: [+Budgets are due in March.]"},
		{"another script", "Task force", "ក្រុមការងារ", "-: [-Task force]\n+: [+ក្រុមការងារ]"},
		{
			"a row added", "| a | b |\n|---|---|\n| one | 1 |\n| three | 3 |", "| a | b |\n|---|---|\n| one | 1 |\n| two | 2 |\n| three | 3 |",
			"=: |a|b\n=: |one|1\n+: |+[+two]|+[+2]\n=: |three|3",
		},
		{
			"a row removed", "|---|---|\n| one | 1 |\n| two | 2 |", "|---|---|\n| two | 2 |", "-: |-[-one]|-[-1]\n=: |two|2",
		},
		{
			"a column added", "| a | b |\n|---|---|\n| one | 1 |", "| a | new | b |\n|---|---|---|\n| one | x | 1 |",
			"~ columns: |a|+[+new]|b\n~ columns: |one|+[+x]|1",
		},
		{
			"a column removed", "| a | new | b |\n|---|---|---|\n| one | x | 1 |", "| a | b |\n|---|---|\n| one | 1 |",
			"~ columns: |a|-[-new]|b\n~ columns: |one|-[-x]|1",
		},
		{
			"a cell changed", "| country | cases |\n|---|---|\n| Lao PDR | 12 |", "| country | cases |\n|---|---|\n| Lao PDR | 14 |",
			"=: |country|cases\n~: |Lao PDR|[-12][+14]",
		},
		{
			"a word of a Khmer text, never a part of a stack", "ក្រុមការងារជាតិប្រជុំពីរដង", "ក្រុមការងារតំបន់ប្រជុំពីរដង", "~: ក្រុមការងារ[-ជាតិ][+តំបន់]ប្រជុំពីរដង",
		},
		{
			"words of a Thai text, whole", "ประเทศสมาชิกจะจัดการประชุมปีละสองครั้ง", "ประเทศสมาชิกทั้งหกจะจัดการประชุมอย่างน้อยปีละหนึ่งครั้ง",
			"~: ประเทศสมาชิก[+ทั้งหก]จะจัดการประชุม[+อย่างน้อย]ปีละ[-สอง][+หนึ่ง]ครั้ง",
		},
		{
			"words of a Lao text, whole", "ປະເທດສະມາຊິກຈັດກອງປະຊຸມປີລະສອງຄັ້ງ", "ປະເທດສະມາຊິກທັງໝົດຈັດກອງປະຊຸມປີລະໜຶ່ງຄັ້ງ",
			"~: ປະເທດສະມາຊິກ[+ທັງໝົດ]ຈັດກອງປະຊຸມປີລະ[-ສອງ][+ໜຶ່ງ]ຄັ້ງ",
		},
		{
			"words of a Burmese text, whole", "နိုင်ငံများသည် နှစ်ကြိမ် တွေ့ဆုံရမည်။", "အဖွဲ့ဝင်နိုင်ငံများသည် သုံးကြိမ် တွေ့ဆုံဆွေးနွေးရမည်။",
			"~: [+အဖွဲ့ဝင်]နိုင်ငံများသည် [-နှစ်][+သုံး]ကြိမ် တွေ့ဆုံ[+ဆွေးနွေး]ရမည်။",
		},
		{
			"a Khmer word put in after one that ends like it", "រៀបចំផែនការប្រចាំឆ្នាំ", "រៀបចំផែនការការងារប្រចាំឆ្នាំ", "~: រៀបចំផែនការ[+ការងារ]ប្រចាំឆ្នាំ",
		},
		{
			"words of a Vietnamese text", "Các nước họp hai lần mỗi năm.", "Các nước thành viên họp ít nhất một lần mỗi năm.",
			"~: Các nước [+thành viên ]họp [-hai][+ít nhất một] lần mỗi năm.",
		},
		{"a sign of a Chinese text", "每年举行两次会议", "每年举行三次会议", "~: 每年举行[-两][+三]次会议"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			before, after := markup.Parse(c.old), markup.Parse(c.new)
			r := redline.Compare(before, after)
			exact(t, before, after, r)
			if got := strings.TrimSpace(show(r)); got != strings.TrimSpace(c.want) {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	if got := spans(redline.Words("Output 4.1", "Output 4.2")); got != "Output [-4.1][+4.2]" {
		t.Error(got)
	}
	if got := spans(redline.Words("", "")); got != "" {
		t.Error(got)
	}
}

func TestSomeChangesAreMadeAndOthersNot(t *testing.T) {
	before := markup.Parse("1. Police meet.\n2. Judges meet.\n3. Ministers meet.\n\nThe end.")
	after := markup.Parse("1. Police units meet.\n2. Ministers meet.\n3. Youth meets.\n\nThe very end.")
	r := redline.Compare(before, after)
	for _, c := range []struct{ rule, pick, want string }{
		{"only the item that went", "-", "1. Police meet.\n2. Ministers meet.\n\nThe end."},
		{"only the item that came", "+", "1. Police meet.\n2. Judges meet.\n3. Ministers meet.\n4. Youth meets.\n\nThe end."},
		{"only words", "~", "1. Police units meet.\n2. Judges meet.\n3. Ministers meet.\n\nThe very end."},
		{"all", "-+~", after.String()},
		{"none", "", before.String()},
	} {
		t.Run(c.rule, func(t *testing.T) {
			got := r.Choose(func(i int) bool { return strings.Contains(c.pick, show(r[i : i+1])[:1]) }).String()
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestCount(t *testing.T) {
	r := redline.Compare(markup.Parse("1. Police meet.\n2. Judges meet twice.\n\nThe end."), markup.Parse("1. Youth meets here.\n2. Police meet.\n3. Judges meet once a year.\n\nThe **end**."))
	want := redline.Count{Changed: 2, Added: 1, Renumbered: 1, WordsAdded: 6, WordsRemoved: 1}
	if got := r.Count(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
