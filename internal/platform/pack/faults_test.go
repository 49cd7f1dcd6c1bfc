package pack_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"sampan/internal/platform/pack"
	"sampan/locale"
)

// wrong is a change to the pack of the four lakes that makes it unsound, and the fault that must be told.
type wrong struct{ file, old, with, path, key string }

const steps = "plans/steps-1.json"

var wrongs = []wrong{
	// what the file says
	{"chairs.json", `"chairs"`, `"chairs`, "chairs.json", "pack.json"},
	{"chairs.json", "]\n}", "]\n} {}", "chairs.json", "pack.json"},
	{"chairs.json", `"basis"`, "\"basis\xff\"", "chairs.json", "pack.utf8"},
	{"chairs.json", `"XP"`, deep, "chairs.json: chairs[0].country" + strings.Repeat("[0]", 22), "pack.depth"},
	{"chairs.json", `"basis"`, `"bassis"`, "chairs.json: chairs[0].bassis", "pack.key.unknown"},
	{"chairs.json", `"basis"`, `"slug": "a", "basis"`, "chairs.json: chairs[0].slug", "pack.key.twice"},
	{"chairs.json", `"basis"`, `"e\u0301": 1, "basis"`, "chairs.json: chairs[0]", "pack.key.text"},
	{"chairs.json", `"basis": "stated", `, "", "chairs.json: chairs[0].basis", "pack.missing"},
	{"chairs.json", `"chair-2019"`, `""`, "chairs.json: chairs[0].slug", "pack.empty"},
	{"secretariat.json", `"Lake Office"`, `{}`, "secretariat.json: secretariat[0].name", "pack.empty"},
	{"secretariat.json", `"Lake Office"`, `{"vi": ""}`, "secretariat.json: secretariat[0].name.vi", "pack.empty"},
	{"secretariat.json", `"Lake Office"`, `null`, "secretariat.json: secretariat[0].name", "pack.null"},
	// values of another kind
	{"process.json", `"invented": true`, `"invented": "yes"`, "process.json: invented", "pack.want.truth"},
	{"process.json", `"times": 2`, `"times": "2"`, "process.json: cadence[0].times", "pack.want.number"},
	{"process.json", `"times": 2`, `"times": 2.5`, "process.json: cadence[0].times", "pack.number"},
	{"process.json", `"times": 2`, `"times": -2`, "process.json: cadence[0].times", "pack.number"},
	{"members.json", `"XPP"`, `1`, "members.json: members[0].alpha3", "pack.want.text"},
	{"chairs.json", `["invented"]`, `"invented"`, "chairs.json: chairs[0].sources", "pack.want.list"},
	{"chairs.json", `{"from": "2019"}`, `"2019"`, "chairs.json: chairs[0].period", "pack.want.object"},
	{"secretariat.json", `"Lake Office"`, `["Lake Office"]`, "secretariat.json: secretariat[0].name", "pack.want.words"},
	// texts
	{"secretariat.json", "Lake Office", "Lake e\u0301", "secretariat.json: secretariat[0].name", "pack.text.form"},
	{"secretariat.json", "Lake Office", " Lake Office", "secretariat.json: secretariat[0].name", "pack.text.form"},
	{"secretariat.json", "Lake Office", `Lake \ud800 Office`, "secretariat.json: secretariat[0].name", "pack.text.lost"},
	{"secretariat.json", "Lake Office", `Lake \u0000 Office`, "secretariat.json: secretariat[0].name", "text.character"},
	{steps, `"state": "translation"`, `"state": "fine"`, steps + ": nodes[1].text.vi.state", "pack.word"},
	{steps, `"vi": {"text"`, `"km": {"text"`, steps + ": nodes[1].text.km", "pack.language.unknown"},
	{"members.json", `"tag": "en"`, `"tag": "English"`, "members.json: members[0].languages[0].tag", "pack.language.form"},
	// words, dates, countries, sources
	{"meetings.json", `"held"`, `"missed"`, "meetings.json: meetings[0].state", "pack.word"},
	{"meetings.json", "2019-06-02", "2019-06-31", "meetings.json: meetings[0].end", "pack.date"},
	{"meetings.json", `"2019-06-02"`, `""`, "meetings.json: meetings[0].end", "pack.date"},
	{"meetings.json", `"XP"`, `"XZ"`, "meetings.json: meetings[0].country", "pack.country"},
	{"meetings.json", `"XP"`, `"xp"`, "meetings.json: meetings[0].country", "pack.country"},
	{"meetings.json", `["invented"]`, `[]`, "meetings.json: meetings[0].outcomes[0].sources", "pack.source.none"},
	{"meetings.json", `"invented"`, `"rumour"`, "meetings.json: meetings[0].outcomes[0].sources[0]", "pack.source.unknown"},
	// names and references
	{"meetings.json", `"table-1",`, `"table/1",`, "meetings.json: meetings[1].slug", "pack.name.form"},
	{"chairs.json", "chair-2021", "chair-2019", "chairs.json: chairs[1].slug", "pack.name.twice"},
	{"process.json", `"XR", "XS"`, `"XR", "XS", "XS"`, "process.json: members[4]", "pack.name.twice"},
	{steps, `"key": "line"`, `"key": "help"`, steps + ": nodes[2].key", "pack.name.twice"},
	{"process.json", `"body": "table"`, `"body": "chair"`, "process.json: meeting_kinds[1].body", "pack.ref.body"},
	{"meetings.json", `"TABLE"`, `"CHAIR"`, "meetings.json: meetings[1].kind", "pack.ref.kind"},
	{"meetings.json", `"instrument": "pact"`, `"instrument": "act"`, "meetings.json: meetings[0].outcomes[0].instrument", "pack.ref.instrument"},
	{"meetings.json", `["table-1"]`, `["table-2"]`, "meetings.json: meetings[0].joint_with[0]", "pack.ref.meeting"},
	{"instruments.json", `"meeting"`, `"plan": "steps-2", "meeting"`, "instruments.json: instruments[0].plan", "pack.ref.plan"},
	{"members.json", `["xp-welfare"]`, `["xp-wealth"]`, "members.json: members[0].referral.agencies[0]", "pack.ref.agency"},
	// process, members, bodies, chairs
	{"process.json", `"format": 1`, `"format": 2`, "process.json: format", "pack.format"},
	{"process.json", `"working_language": "en"`, `"working_language": "km"`, "process.json: working_language", "pack.process.working"},
	{"process.json", `["XP", "XQ", "XR", "XS"]`, `[]`, "process.json: members", "pack.process.no_members"},
	{"process.json", `"members_present": 4`, `"members_present": 5`, "process.json: presence.members_present", "pack.process.presence"},
	{"process.json", `silence is not consent.", "sources": ["invented"]`, `silence is not consent."`, "process.json: presence.sources", "pack.source.none"},
	{"process.json", `"times": 2`, `"times": 0`, "process.json: cadence[0]", "pack.process.cadence"},
	{"process.json", `"cadence"`, `"chair_rule": {"host_of": "TABLE", "years": 0, "text": "Hosts chair.", "sources": ["invented"]}, "cadence"`, "process.json: chair_rule.years", "pack.process.chair_years"},
	{"process.json", `"XR", "XS"`, `"XR", "XS", "XT"`, "members.json: members", "pack.member.missing"},
	{"members.json", "XPP", "Xpp", "members.json: members[0].alpha3", "pack.member.alpha3"},
	{"members.json", `["xp-welfare"]`, `["xq-welfare"]`, "members.json: members[0].referral.agencies[0]", "pack.member.agency"},
	{"bodies.json", `"country": "XP",`, ``, "bodies.json: bodies[0].country", "pack.body.country"},
	{"bodies.json", `"country": "XP",`, `"country": "XP", "parent": "task-force-xp",`, "bodies.json: bodies[0].parent", "pack.body.loop"},
	{"chairs.json", `"country": "XP", `, ``, "chairs.json: chairs[0].country", "pack.chair.country"},
	{"chairs.json", `"chair-2021"`, `"chair-2021", "country": "XQ"`, "chairs.json: chairs[1].country", "pack.chair.country"},
	{"chairs.json", `"from": "2019"`, `"from": "2019", "to": "2018"`, "chairs.json: chairs[0].period.to", "pack.period"},
	// meetings, instruments, claims
	{"meetings.json", "2019-06-02", "2019-05-31", "meetings.json: meetings[0].end", "pack.period"},
	{"meetings.json", `"start": "2019-06-01",`, ``, "meetings.json: meetings[0].start", "pack.start_missing"},
	{"meetings.json", `["assembly-1"]`, `[]`, "meetings.json: meetings[0].joint_with[0]", "pack.meeting.joint"},
	{"meetings.json", `"TABLE"`, `"ASSEMBLY"`, "meetings.json: meetings[1].number", "pack.meeting.number_twice"},
	{"meetings.json", `"city"`, `"claims": [{"field": "dates", "value": "June", "sources": ["invented"]}], "city"`, "meetings.json: meetings[0].claims[0].value", "pack.claim.dates"},
	{"meetings.json", `"city"`, `"claims": [` + usedClaim + `, ` + usedClaim + `], "city"`, "meetings.json: meetings[0].claims[1].used", "pack.claim.used"},
	{"meetings.json", `"city"`, `"claims": [{"field": "city", "value": "Bay", "sources": []}], "city"`, "meetings.json: meetings[0].claims[0].sources", "pack.source.none"},
	{"instruments.json", `"meeting"`, `"amended": "2018", "meeting"`, "instruments.json: instruments[0].amended", "pack.period"},
	{"process.json", `"themes"`, `"priorities": [{"year": 0, "text": "Boats", "basis": "stated", "sources": ["invented"]}], "themes"`, "process.json: priorities[0].year", "pack.date"},
	// plans
	{steps, `"slug": "steps-1"`, `"slug": "steps-2"`, steps + ": slug", "pack.plan.file"},
	{steps, `"counts": []`, `"counts": [{"level": "step", "count": 1, "sources": ["invented"]}]`, steps + ": counts[0].count", "pack.plan.count"},
	{steps, `"counts": []`, `"counts": [{"level": "leap", "count": 1, "sources": ["invented"]}]`, steps + ": counts[0].level", "pack.level.unknown"},
	{steps, `"unknown"}`, `"unknown"}, {"kind": "zero_draft", "state": "unknown"}`, steps + ": path[1].kind", "pack.station.order"},
	{steps, `"state": "unknown"`, `"state": "announced"`, steps + ": path[0].sources", "pack.source.none"},
	{steps, `"counts": []`, `"levels": [{"slug": "x", "name": "X", "loose": true}]`, steps + ": levels", "pack.level.none"},
	{"process.json", `{"slug": "field",`, `{"slug": "field", "code_pattern": "(",`, "process.json: levels[0].code_pattern", "pack.level.pattern"},
	{"process.json", `{"slug": "field",`, `{"slug": "field", "code_pattern": "^[A-Z]$",`, steps + ": nodes[0].code", "pack.node.code_form"},
	{steps, `"level": "field"`, `"level": "plain"`, steps + ": nodes[0].level", "pack.level.unknown"},
	{steps, `"level": "field"`, `"level": "step"`, steps + ": nodes[0].parent", "pack.node.parent_needed"},
	{steps, `"parent": "help", "text"`, `"parent": "gone", "text"`, steps + ": nodes[2].parent", "pack.node.parent_missing"},
	{steps, `"parent": "help", "text"`, `"parent": "shelter", "text"`, steps + ": nodes[2].level", "pack.node.depth"},
	{steps, `"code": "1", "text"`, `"code": "1", "parent": "shelter", "text"`, steps + ": nodes[0].parent", "pack.node.loop"},
	{steps, `"code": "1", "text"`, `"code": "1", "parent": "shelter", "text"`, steps + ": nodes[1].parent", "pack.node.loop"},
	{steps, `"code": "1.2"`, `"code": "1.1"`, steps + ": nodes[2].code", "pack.node.code_twice"},
	{steps, `"node": "shelter"`, `"node": "boat"`, steps + ": indicators[0].node", "pack.ref.node"},
	{steps, `"value": "4"`, `"value": "four"`, steps + ": indicators[0].targets[0].value", "pack.measure"},
}

const usedClaim = `{"field": "city", "value": "Reed Bay", "sources": ["invented"], "used": true}`

var deep = strings.Repeat("[", 30) + strings.Repeat("]", 30)

// files are faults of whole files.
var files = []struct {
	name, path, key string
	change          func(fstest.MapFS)
}{
	{"missing", "members.json", "pack.file.missing", func(m fstest.MapFS) { delete(m, "members.json") }},
	{"unknown", "meeting.json", "pack.file.unknown", func(m fstest.MapFS) { m["meeting.json"] = m["meetings.json"] }},
	{"unknown plan", "plans/a.txt", "pack.file.unknown", func(m fstest.MapFS) { m["plans/a.txt"] = m["meetings.json"] }},
	{"directory", "plans/a.json", "pack.file.regular", func(m fstest.MapFS) { m["plans/a.json/b"] = m["meetings.json"] }},
	{"large", "chairs.json", "pack.file.size", func(m fstest.MapFS) {
		m["chairs.json"].Data = []byte(strings.Repeat(" ", pack.MaxFileSize+1))
	}},
	{"many files", "plans", "pack.files", func(m fstest.MapFS) {
		for i := range pack.MaxFiles + 1 {
			m[fmt.Sprintf("plans/%d.json", i)] = &fstest.MapFile{Data: []byte("{}")}
		}
	}},
	{"many nodes", steps + ": nodes", "pack.plan.nodes", func(m fstest.MapFS) {
		grow(m, `{"key": "n%d", "level": "field", "text": null, "sources": ["invented"]}, `, pack.MaxNodes)
	}},
	{"unnamed text", "files/a.txt", "pack.file.unnamed", func(m fstest.MapFS) { put(m, "files/a.txt", "a") }},
	{"missing text", "files/pact-en-1.txt", "pack.file.missing", func(m fstest.MapFS) { text(m, sumOfA, ""); delete(m, "files/pact-en-1.txt") }},
	{"other text", "instruments.json: files[0].sha256", "pack.hash", func(m fstest.MapFS) { text(m, strings.Repeat("0", 64), "") }},
	{"text of nothing", "instruments.json: files[0].replaces", "pack.ref.file", func(m fstest.MapFS) { text(m, sumOfA, `, "replaces": "b.txt", "why": "x"`) }},
	{"text instead of itself", "instruments.json: files[0].replaces", "pack.file.replaces", func(m fstest.MapFS) {
		text(m, sumOfA, `, "replaces": "pact-en-1.txt", "why": "x"`)
	}},
	{"large text", "files/pact-en-1.txt", "pack.file.size", func(m fstest.MapFS) {
		text(m, sumOfA, "")
		m["files/pact-en-1.txt"].Data = make([]byte, pack.MaxTextSize+1)
	}},
	{"audience of nothing", "audiences.json: audiences[0].slug", "pack.ref.record", func(m fstest.MapFS) {
		put(m, "audiences.json", `{"audiences": [{"kind": "meeting", "slug": "table-9", "for": "members"}]}`)
	}},
	{"unknown audience", "audiences.json: audiences[0].for", "pack.audience", func(m fstest.MapFS) {
		put(m, "audiences.json", `{"audiences": [{"kind": "meeting", "slug": "table-1", "for": "friends"}]}`)
	}},
	{"body withdrawn", "withdrawn.json: withdrawn[0].kind", "pack.withdrawn.kind", func(m fstest.MapFS) {
		put(m, "withdrawn.json", `{"withdrawn": [{"kind": "body", "slug": "table", "why": "x"}]}`)
	}},
	{"drafts out of order", steps + ": drafts[1].number", "pack.draft.order", func(m fstest.MapFS) {
		plan := string(m[steps].Data)
		d := `{"number": 1, "sha256": "` + sumOfA + `"}`
		put(m, steps, strings.Replace(plan, `"counts": []`, `"counts": [], "drafts": [`+d+`, `+d+`]`, 1))
		put(m, "drafts/steps-1/1.json", "a")
	}},
	{"many faults", steps, "pack.faults.more", func(m fstest.MapFS) { grow(m, `{"key": "n%d", "level": "x", "text": null, "sources": ["y"]}, `, 2000) }},
}

// sumOfA is the SHA-256 of "a".
const sumOfA = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"

func put(m fstest.MapFS, name, data string) {
	m[name] = &fstest.MapFile{Data: []byte(data), Mode: 0o644}
}

// text gives the pact a text "a" that is said to have a hash.
func text(m fstest.MapFS, sum, more string) {
	file := `{"name": "pact-en-1.txt", "instrument": "pact", "sha256": "` + sum + `", "lang": "en", "what": "copy"` + more + `}`
	all := strings.TrimSuffix(strings.TrimSpace(string(m["instruments.json"].Data)), "}")
	put(m, "instruments.json", all+`, "files": [`+file+`]}`)
	put(m, "files/pact-en-1.txt", "a")
}

// grow puts n more nodes into the plan.
func grow(m fstest.MapFS, node string, n int) {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, node, i)
	}
	m[steps].Data = []byte(strings.Replace(string(m[steps].Data), `{"key": "help"`, b.String()+`{"key": "help"`, 1))
}

func TestEachWrongInputIsToldWithItsPlace(t *testing.T) {
	for _, w := range wrongs {
		t.Run(w.key+" "+w.path, func(t *testing.T) {
			m := fourLakesCopy(t)
			swap(t, m, w.file, w.old, w.with)
			told(t, m, w.path, w.key)
		})
	}
	for _, f := range files {
		t.Run(f.name, func(t *testing.T) {
			m := fourLakesCopy(t)
			f.change(m)
			told(t, m, f.path, f.key)
		})
	}
}

func told(t *testing.T, m fstest.MapFS, path, key string) {
	t.Helper()
	p, err := pack.Open(m)
	if err == nil || p != nil {
		t.Fatal("the pack was taken")
	}
	var have []string
	for _, f := range fields(err) {
		if f.Path == path && f.Key == key {
			return
		}
		have = append(have, f.Path+" "+f.Key)
	}
	t.Errorf("want %s %s, told were %q (%v)", path, key, have, err)
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	m := fourLakesCopy(t)
	swap(t, m, "meetings.json", `"XP"`, `"XZ"`)
	swap(t, m, "chairs.json", "chair-2021", "chair-2019")
	swap(t, m, steps, `"code": "1.2"`, `"code": "1.1"`)
	_, err := pack.Open(m)
	if n := len(fields(err)); n != 3 {
		t.Errorf("%d faults told, want 3: %v", n, fields(err))
	}
}

// Words that only the command line shows stand apart: no file of a pack can bring them about.
var notOfAFile = []string{
	"pack.not_found", "pack.unreadable", "pack.update.nothing", "pack.update.source", "pack.update.text", "pack.update.draft",
	"pack.update.other", "pack.update.gone", "pack.update.withdraw", "pack.update.fixed",
}

func TestEveryFaultHasWordsAndEveryWordItsFault(t *testing.T) {
	data, err := locale.Files.ReadFile("en/pack.json")
	if err != nil {
		t.Fatal(err)
	}
	words, tried := map[string]string{}, map[string]bool{}
	if err := json.Unmarshal(data, &words); err != nil {
		t.Fatal(err)
	}
	for _, w := range wrongs {
		tried[w.key] = true
	}
	for _, f := range files {
		tried[f.key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(words)) {
		if !tried[key] && !slices.Contains(notOfAFile, key) {
			t.Errorf("no wrong input brings about %s", key)
		}
	}
	for key := range tried {
		if strings.HasPrefix(key, "pack.") && words[key] == "" {
			t.Errorf("%s has no words", key)
		}
	}
}
