package docx

import "strings"

const maxLevel = 8 // of nine, from 0 (ECMA-376 part 1, 17.9.3)

// numLevel is one level of a numbering definition.
type numLevel struct {
	ordered bool
	start   int
}

// numbering are the lists of a document.
type numbering struct {
	abstract map[int]*[maxLevel + 1]numLevel
	nums     map[int]numInstance
	counters map[int]*[maxLevel + 1]int // by abstract numbering, which those made from it share
	used     map[int]bool               // instances whose own starts have been taken
}

type numInstance struct {
	abstract int
	starts   map[int]int
}

func readNumbering(root *node) *numbering {
	n := &numbering{map[int]*[maxLevel + 1]numLevel{}, map[int]numInstance{}, map[int]*[maxLevel + 1]int{}, map[int]bool{}}
	if root == nil {
		return n
	}
	for _, k := range root.kids {
		switch k.name {
		case "w:abstractNum":
			levels := &[maxLevel + 1]numLevel{}
			for _, lvl := range k.kids {
				if i := number(lvl.get("w:ilvl"), -1); lvl.name == "w:lvl" && i >= 0 && i <= maxLevel {
					format := lvl.val("w:numFmt")
					levels[i] = numLevel{format != "bullet" && format != "none", number(lvl.val("w:start"), 0)}
				}
			}
			n.abstract[number(k.get("w:abstractNumId"), -1)] = levels
		case "w:num":
			inst := numInstance{number(k.val("w:abstractNumId"), -1), map[int]int{}}
			for _, o := range k.kids {
				if start := number(o.val("w:startOverride"), -1); o.name == "w:lvlOverride" && start >= 0 {
					inst.starts[number(o.get("w:ilvl"), -1)] = start
				}
			}
			n.nums[number(k.get("w:numId"), -1)] = inst
		}
	}
	return n
}

// item counts an item of the list and says what it is; nil when there is no such list. Deleted items are not counted.
func (n *numbering) item(id, level int, style string, counts bool) *List {
	inst, ok := n.nums[id]
	levels := n.abstract[inst.abstract]
	if !ok || id == 0 || level < 0 || level > maxLevel {
		return nil
	}
	if levels == nil {
		levels = &[maxLevel + 1]numLevel{}
	}
	l := &List{ID: id, Level: max(level, styleLevel(style)), Ordered: levels[level].ordered}
	if !counts {
		return l
	}
	if shown := n.count(id, inst, level, levels); l.Ordered {
		l.Number = shown
	}
	return l
}

func (n *numbering) count(id int, inst numInstance, level int, levels *[maxLevel + 1]numLevel) int {
	c := n.counters[inst.abstract]
	if c == nil {
		c = &[maxLevel + 1]int{}
		for i := range c {
			c[i] = levels[i].start - 1
		}
		n.counters[inst.abstract] = c
	}
	if !n.used[id] {
		n.used[id] = true
		for i, start := range inst.starts {
			if i >= 0 && i <= maxLevel {
				c[i] = start - 1
			}
		}
	}
	c[level]++
	for i := level + 1; i <= maxLevel; i++ {
		c[i] = levels[i].start - 1
	}
	return c[level]
}

// styleLevel is the level that a style's name says, where each level is a list of its own: "List Bullet 3" is 2.
func styleLevel(style string) int {
	if !strings.HasPrefix(style, "List Bullet ") && !strings.HasPrefix(style, "List Number ") {
		return 0
	}
	return min(max(number(style[len("List Bullet "):], 1)-1, 0), maxLevel)
}
