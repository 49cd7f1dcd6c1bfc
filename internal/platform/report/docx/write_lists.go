package docx

import (
	"fmt"
	"strings"
)

// lists gives each list numberings of its own. Word counts by numbering: where the number that an item must show is not
// the one that Word would give it, a new numbering begins with that number.
type lists struct {
	house    *house
	tracked  map[int]bool // lists with tracked items, in which a deleted item counts until it is gone
	logical  map[int]*[maxLevel + 1]int
	current  map[listKey]*instance
	made     []*instance
	abstract int // id of our definition for bullets; the next is for numbers
}

type listKey struct {
	id       int
	ordered  bool
	abstract int
}

// instance is a numbering: a w:num.
type instance struct {
	id       int
	abstract int
	counts   [maxLevel + 1]int // as Word counts
	start    map[int]int       // what it begins with, by level; nil for bullets
}

func newLists(d *Document, h *house) *lists {
	l := &lists{
		house: h, tracked: map[int]bool{}, logical: map[int]*[maxLevel + 1]int{}, current: map[listKey]*instance{},
		abstract: h.nextList,
	}
	eachParagraph(d.Body, func(p *Paragraph) {
		if p.Mark != (Tracked{}) || p.Was != nil {
			for _, list := range []*List{p.List, p.Was.list()} {
				if list != nil {
					l.tracked[list.ID] = true
				}
			}
		}
	})
	return l
}

func (r *Restyle) list() *List {
	if r == nil {
		return nil
	}
	return r.List
}

func listKind(l *List) string {
	if l.Ordered {
		return "List Number"
	}
	return "List Bullet"
}

// level is the level of which definition shows the list's items: the template's list style of that level, or ours.
func (l *lists) level(list *List) levelRef {
	if at, ok := l.house.abstract[strings.ToLower(listStyle(listKind(list), list.Level))]; ok && list.Level < 5 {
		return at
	}
	if list.Ordered {
		return levelRef{l.abstract + 1, list.Level}
	}
	return levelRef{l.abstract, list.Level}
}

// reference is the numbering of a paragraph.
func (l *lists) reference(p *Paragraph) string {
	if p.List == nil {
		if p.Was.list() != nil {
			return `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>`
		}
		return ""
	}
	list := *p.List
	list.Level = min(max(list.Level, 0), maxLevel)
	at := l.level(&list)
	return numPr(at.level, l.instance(&list, at).id)
}

func numPr(level, id int) string {
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, id)
}

// old is the numbering before a change; it counts nothing.
func (l *lists) old(was, now *List) string {
	if was == nil {
		if now != nil {
			return `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>`
		}
		return ""
	}
	list := *was
	list.Level = min(max(list.Level, 0), maxLevel)
	at := l.level(&list)
	inst := l.current[listKey{list.ID, list.Ordered, at.abstract}]
	if inst == nil {
		inst = l.make(listKey{list.ID, list.Ordered, at.abstract}, at, 1)
	}
	return numPr(at.level, inst.id)
}

// instance counts an item, and is the numbering that shows its number.
func (l *lists) instance(list *List, at levelRef) *instance {
	want := l.want(list)
	key := listKey{list.ID, list.Ordered, at.abstract}
	inst := l.current[key]
	if inst == nil || list.Ordered && inst.counts[at.level]+1 != want {
		inst = l.make(key, at, want)
	}
	inst.counts[at.level]++
	for i := at.level + 1; i <= maxLevel; i++ {
		inst.counts[i] = 0
	}
	return inst
}

// want is the number that an item is to show.
func (l *lists) want(list *List) int {
	c := l.logical[list.ID]
	if c == nil {
		c = &[maxLevel + 1]int{}
		l.logical[list.ID] = c
	}
	c[list.Level]++
	if list.Number > 0 && (c[list.Level] == 1 || !l.tracked[list.ID]) {
		c[list.Level] = list.Number
	}
	for i := list.Level + 1; i <= maxLevel; i++ {
		c[i] = 0
	}
	return c[list.Level]
}

func (l *lists) make(key listKey, at levelRef, first int) *instance {
	inst := &instance{id: l.house.nextList + len(l.made), abstract: at.abstract}
	if key.ordered {
		inst.start = map[int]int{at.level: first}
		inst.counts[at.level] = first - 1
	}
	l.current[key] = inst
	l.made = append(l.made, inst)
	return inst
}

// part is the part with the definitions and the numberings.
func (l *lists) part(h *house) part {
	var definitions, nums strings.Builder
	writeDefinition(&definitions, l.abstract, func(level int) (format, text string) {
		return "bullet", []string{"•", "◦", "▪"}[level%3]
	})
	writeDefinition(&definitions, l.abstract+1, func(level int) (format, text string) {
		return []string{"decimal", "lowerLetter", "lowerRoman"}[level%3], fmt.Sprintf("%%%d.", level+1)
	})
	for _, inst := range l.made {
		fmt.Fprintf(&nums, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/>`, inst.id, inst.abstract)
		for level := 0; inst.start != nil && level <= maxLevel; level++ {
			fmt.Fprintf(&nums, `<w:lvlOverride w:ilvl="%d"><w:startOverride w:val="%d"/></w:lvlOverride>`, level, max(inst.start[level], 1))
		}
		nums.WriteString(`</w:num>`)
	}
	return part{h.lists.name, []byte(h.lists.before + definitions.String() + h.lists.mid + nums.String() + h.lists.tail)}
}

func writeDefinition(b *strings.Builder, id int, look func(level int) (format, text string)) {
	fmt.Fprintf(b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>`, id)
	for level := range maxLevel + 1 {
		format, text := look(level)
		fmt.Fprintf(b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/>`+
			`<w:pPr><w:ind w:left="%d" w:hanging="%d"/></w:pPr></w:lvl>`, level, format, text, listStep*(level+1), listStep)
	}
	b.WriteString(`</w:abstractNum>`)
}
