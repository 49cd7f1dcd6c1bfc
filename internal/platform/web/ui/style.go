package ui

import (
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/web"
)

// Register adds the style page.
func Register(rt *web.Router) {
	rt.Get("GET /style", access.Anyone, func(w http.ResponseWriter, r *http.Request, v *web.View) error {
		return web.Render(w, r, v, http.StatusOK, stylePage(v))
	})
}

// What follows is what the style page shows: facts of the process, and invented ones where the page says so.

var sampleStream = Stream{Stations: [5]Station{
	{Name: "Zero draft", State: StationDone, Words: "Done", Note: "June 2014, regional workshop"},
	{Name: "Consultation", State: StationDone, Words: "Done", Note: "In six countries, then regionally"},
	{Name: "Agreed in principle", State: StationUnknown, Words: "Record not found", Note: "Task force meeting announced for October 2014"},
	{Name: "Endorsed", State: StationDone, Words: "Done", Note: "28–30 April 2015, ministers at IMM 4, Phnom Penh"},
	{Name: "In force", State: StationNow, Words: "Now", Note: "Still the working plan in December 2022, the latest source found"},
}}

var sampleConsulted = Stream{
	In: []bool{true, true, false, true, false, false},
	Stations: [5]Station{
		{Name: "Zero draft", State: StationDone, Words: "Done"},
		{Name: "Consultation", State: StationNow, Words: "Three of six in"},
		{Name: "Agreed in principle", State: StationAhead, Words: "To come"},
		{Name: "Endorsed", State: StationAhead, Words: "To come"},
		{Name: "In force", State: StationAhead, Words: "To come"},
	},
}

var sampleCourse = []Station{
	{Name: "SOM 11", State: StationDone, Words: "Held", Note: "Vientiane, November 2016"},
	{Name: "SOM 12", State: StationDone, Words: "Held", Note: "2018"},
	{Name: "SOM 13", State: StationDone, Words: "Held", Note: "2019"},
	{Name: "SOM 14", State: StationDone, Words: "Held", Note: "2021"},
	{Name: "SOM 16", State: StationNow, Words: "Last on record", Note: "Suzhou, December 2024"},
}

var sampleAxis = Axis{
	Title: "Plans and meetings", Note: "Hatched: no record found. Dashed: in use beyond its period, or announced only.",
	From: 2004, To: 2035, Today: "2026-11-22",
	Rows: []AxisRow{
		{Name: "Ministers", Marks: []AxisMark{
			{At: "2004-10-29", Label: "1", Title: "IMM 1"}, {At: "2007-12", Label: "2", Title: "IMM 2"},
			{At: "2012", Label: "3", Title: "IMM 3"}, {At: "2015-04-30", Label: "4", Title: "IMM 4"}, {At: "2025-11-19", Label: "6", Title: "IMM 6"},
		}},
		{Name: "Officials", Marks: []AxisMark{
			{At: "2005", Label: "3", Title: "SOM 3"}, {At: "2012", Label: "8", Title: "SOM 8"}, {At: "2016-11-24", Label: "11", Title: "SOM 11"},
			{At: "2019", Label: "13", Title: "SOM 13"}, {At: "2024-12", Label: "16", Title: "SOM 16"},
		}, Spans: []AxisSpan{{From: "2008", To: "2011", Title: "No record found", Label: "no record found", Kind: SpanGap}}},
		{Name: "Plans", Spans: []AxisSpan{
			{From: "2005", To: "2007", Label: "I", Title: "SPA I"}, {From: "2008", To: "2010", Label: "II", Title: "SPA II"},
			{From: "2011", To: "2013", Label: "III", Title: "SPA III"}, {From: "2015", To: "2018", Label: "IV", Title: "SPA IV"},
			{From: "2019", To: "2022", Label: "still used in 2022", Title: "SPA IV, in use", Kind: SpanBeyond},
			{From: "2025", To: "2035", Label: "announced; adoption not found", Title: "Announced plan", Kind: SpanAnnounced},
		}},
	},
}

var sampleMembers = []Member{
	{Name: "Cambodia", Href: "#six", Own: "កម្ពុជា", OwnLang: "km", Note: Shown("National Committee for Counter Trafficking")},
	{Name: "China", Href: "#six", Own: "中国", OwnLang: "zh-Hans", Note: Shown("Ministry of Public Security")},
	{Name: "Lao PDR", Href: "#six", Own: "ລາວ", OwnLang: "lo", Note: Shown("National Committee on Anti-Trafficking in Persons")},
	{Name: "Myanmar", Href: "#six", Own: "မြန်မာ", OwnLang: "my", Note: Shown("Central Body for Suppression of Trafficking in Persons")},
	{Name: "Thailand", Href: "#six", Own: "ไทย", OwnLang: "th", Note: Shown("Division of Anti-Trafficking in Persons")},
	{Name: "Viet Nam", Href: "#six", Own: "Việt Nam", OwnLang: "vi", Note: Shown("Ministry of Public Security")},
}

var sampleFacts = []Fact{
	{Term: "Since", Value: Shown("29 October 2004"), Note: "memorandum signed in Yangon"},
	{Term: "Members", Value: Shown("Six governments"), Note: "equal, in alphabetical order"},
	{Term: "Secretariat", Value: Shown("UNDP"), Note: "named December 2024; from 2014 UN-ACT"},
}

var sampleDated = []Dated{
	{When: "24 November 2016", Title: Shown("Common Guidelines on Victim Identification and Referral Mechanisms"), Href: "#lists", Note: Shown("Adopted at SOM 11, Vientiane"), Marks: []Mark{{Text: "Adopted text", Kind: "official"}}},
	{When: "7 April 2017", Title: Shown("Supporting the Reintegration of Trafficked Persons"), Href: "#lists", Note: Shown("Guidebook")},
	{When: "No date", Title: web.Shown{Text: "កម្ពុជា", Lang: "km", Draft: true}, Href: "#lists"},
}

var sampleEvents = []Event{
	{When: "June 2014", Title: Shown("Zero draft")},
	{When: "2014–2015", Title: Shown("Consultation in six countries"), Width: 1},
	{When: "October 2014", Title: Shown("Agreed in principle"), Unknown: true, Width: 2},
	{When: "30 April 2015", Title: Shown("Endorsed at IMM 4"), Href: "#past", Width: 3},
	{When: "Now", Title: Shown("In force")},
}

var sampleSources = []kernel.Source{
	{URL: "https://www.iom.int/coordinated-mekong-ministerial-initiative-against-trafficking-commit-process", Title: "IOM: the COMMIT process", Retrieved: "2026-11-22", Note: "Names the members and the secretariat."},
	{Title: "COMMIT Resource Book, June 2015", Note: "Contact details as of 2015."},
}

var sampleVersions = []Version{
	{Says: "23–24 November 2016", Used: true, Sources: sampleSources[:1]},
	{Says: "24–25 November 2016", Note: "The heading of the declaration.", Sources: sampleSources[1:]},
}

var sampleProof = Proof{
	Text: "This text is entry 233 of the log.", Hash: "b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184", Entry: "233", Href: "#prove",
}

var sampleGrid = Grid{
	Caption: "Comments in the round", Note: "Illustrative",
	Columns: []Column{{Title: "From"}, {Title: "Received", Number: true}, {Title: "Answered", Number: true}, {Title: "By"}},
	Rows: []Row{
		{Cells: []Cell{{Text: Shown("Governments"), Href: "#tables", Note: "Six task forces"}, {Text: Shown("44")}, {Text: Shown("35")}, {Text: Shown("25 November 2026")}}, Late: true},
		{Cells: []Cell{{Text: Shown("Civil society and youth")}, {Text: Shown("16")}, {Text: Shown("13")}, {Text: Shown("4 December 2026")}}, Soon: true},
		{Cells: []Cell{{Text: Shown("All")}, {Text: Shown("60")}, {Text: Shown("48")}, {Text: Shown("")}}, Sum: true},
	},
}

var sampleOptions = []Option{
	{Value: "accepted", Text: "Accepted"}, {Value: "changed", Text: "Accepted with change", Hint: "Say what was changed."}, {Value: "not", Text: "Not accepted"},
}

func sampleForm() web.FormState {
	s := web.NewState("answer", "not", "reason", "", "due.day", "30", "due.month", "2", "due.year", "2027", "same", "yes", "email", "officer@example.org")
	s.Faults = []fault.Field{
		{Path: "reason", Message: fault.Message{Key: "web.form.required"}},
		{Path: "due", Message: fault.Message{Key: "web.form.date"}},
	}
	return s
}

var sampleStale = &web.Stale{
	By: "the secretariat", Action: "/style", Version: 8,
	Fields: []web.StaleField{{Name: "text", Label: "Output 4.1.1", Saved: "… is agreed, put to use and reviewed every two years by the task forces.", Yours: "… is agreed, put to use and reviewed yearly at the SOM."}},
}

var sampleSteps = []Step{
	{Text: "Received, 1.4 MB", Done: true}, {Text: "The layout is known", Done: true}, {Text: "Rows are checked; 3 faults so far", On: true}, {Text: "Preview of every change"},
}

var sampleToc = []TocItem{
	{Text: "Policy and cooperation", Href: "#plan", Items: []TocItem{{Text: "1.1 A shared understanding", Href: "#plan"}}},
	{Text: "Prevention", Href: "#plan"},
}

var samplePillars = []Dated{
	{Title: Shown("Policy and cooperation"), Href: "#plan", Note: Shown("A shared understanding of trafficking, and progress that can be measured.")},
	{Title: Shown("Prevention"), Href: "#plan", Note: Shown("Stronger systems for recruiting migrant workers.")},
	{Title: Shown("Protection"), Href: "#plan", Note: Shown("Victims are recognised, helped and referred.")},
	{Title: Shown("Prosecution"), Href: "#plan", Note: Shown("Closer cooperation in criminal justice.")},
}

var sampleNodes = []Node{
	{Level: "Goal", Code: "1.1", Title: Shown("Trafficking is understood alike in all six countries"), Depth: 1},
	{Level: "Outcome", Code: "1.1.1", Title: Shown("Laws and policies follow the Palermo Protocol"), Depth: 2},
	{Level: "Output", Code: "1.1.1.1", Title: Shown("Guidelines on terms are agreed and put to use"), Depth: 3, Href: "#plan"},
	{Level: "Output", Code: "1.1.1.2", Depth: 3},
	{Level: "Indicative activity", Code: "a", Title: Shown("A workshop of the six task forces"), Depth: 4},
}

// sampleSentences are one sentence in each language, drafts that no speaker has looked over.
var sampleSentences = []web.Shown{
	{Text: "Ministers endorsed the plan.", Lang: "en"}, {Text: "រដ្ឋមន្ត្រីបានអនុម័តផែនការ។", Lang: "km"},
	{Text: "ບັນດາລັດຖະມົນຕີໄດ້ຮັບຮອງແຜນການ.", Lang: "lo"}, {Text: "ဝန်ကြီးများက စီမံချက်ကို အတည်ပြုခဲ့သည်။", Lang: "my"},
	{Text: "รัฐมนตรีได้รับรองแผนแล้ว", Lang: "th"}, {Text: "Các bộ trưởng đã thông qua kế hoạch.", Lang: "vi"}, {Text: "部长们批准了该计划。", Lang: "zh-Hans"},
}

var sampleColours = [][2]string{
	{"paper", "Paper"}, {"sheet", "Sheet"}, {"silt", "Silt"}, {"ink", "Ink"}, {"river", "River"}, {"river-deep", "River deep"}, {"river-wash", "River wash"},
	{"p1", "Pillar 1 ■"}, {"p2", "Pillar 2 ◆"}, {"p3", "Pillar 3 ●"}, {"p4", "Pillar 4 ▲"},
}
