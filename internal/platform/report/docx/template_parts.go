package docx

import (
	"path"
	"slices"
	"strings"
)

// related is the part that the template's document is related to in this way; one that is missing begins empty, as the
// part of the name.
func (b *templateBuilder) related(kind, empty string) (name string, content []byte) {
	for _, r := range b.rels {
		if strings.EqualFold(path.Base(r.kind), kind) && !r.outside {
			if found, ok := b.find(resolve(path.Dir(b.house.main), r.target)); ok {
				b.gone[found] = true
				return found, b.pkg.parts[found]
			}
		}
	}
	name = path.Join(path.Dir(b.house.main), kind+".xml")
	b.gone[name] = true
	b.types[name] = wordML + kind + "+xml"
	b.rels = append(b.rels, rel{id: "sampan" + kind, kind: kind, target: kind + ".xml"})
	return name, []byte(xmlHead + empty)
}

func emptyPart(element string) string {
	return "<" + element + ` xmlns:w="` + wordNS + `"></` + element + ">"
}

// readStyles notes the template's styles, and that fonts are ours to name where it names none for a script.
func (b *templateBuilder) readStyles() error {
	name, content := b.related("styles", emptyPart("w:styles"))
	o, err := b.outlineOf(content, "")
	if err != nil {
		return err
	}
	b.styles = splice{name: name, before: string(content[:o.last]), tail: string(content[o.last:])}
	b.fonts = true
	for _, k := range o.kids {
		switch k.node.name {
		case "w:docDefaults":
			b.fonts = k.node.child("w:rPrDefault").child("w:rPr").child("w:rFonts").get("w:cs") == ""
		case "w:style":
			id := k.node.get("w:styleId")
			b.taken[strings.ToLower(id)] = true
			if style := strings.ToLower(k.node.val("w:name")); b.styleIDs[style] == "" {
				b.styleIDs[style] = id
			}
			if num := k.node.child("w:pPr").child("w:numPr"); num != nil { // the numbering's own id until readLists
				b.abstract[strings.ToLower(k.node.val("w:name"))] = levelRef{number(num.val("w:numId"), 0), number(num.val("w:ilvl"), 0)}
			}
		}
	}
	return nil
}

// readLists notes which definitions the template's list styles use, and which ids are free. Definitions stand before the
// numberings that use them.
func (b *templateBuilder) readLists() error {
	name, content := b.related("numbering", emptyPart("w:numbering"))
	o, err := b.outlineOf(content, "")
	if err != nil {
		return err
	}
	firstNum, lastNum := -1, o.last
	definitions := map[int]int{}
	for _, k := range o.kids {
		switch k.node.name {
		case "w:abstractNum":
			b.nextList = max(b.nextList, number(k.node.get("w:abstractNumId"), 0)+1)
		case "w:num":
			if firstNum < 0 {
				firstNum = k.start
			}
			id := number(k.node.get("w:numId"), 0)
			b.nextList = max(b.nextList, id+1)
			definitions[id] = number(k.node.val("w:abstractNumId"), -1)
		case "w:numIdMacAtCleanup":
			lastNum = k.start
		}
	}
	if firstNum < 0 {
		firstNum = lastNum
	}
	b.lists = splice{name, string(content[:firstNum]), string(content[firstNum:lastNum]), string(content[lastNum:])}
	for style, ref := range b.abstract {
		definition, ok := definitions[ref.abstract]
		if !ok || ref.level < 0 || ref.level > maxLevel {
			delete(b.abstract, style)
			continue
		}
		b.abstract[style] = levelRef{definition, ref.level}
	}
	return nil
}

// beforeTracking are the settings that stand before the one that turns tracking on (ECMA-376 part 1, 17.15.1.78).
var beforeTracking = []string{
	"writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime", "doNotDisplayPageBoundaries",
	"displayBackgroundShape", "printPostScriptOverText", "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts",
	"embedSystemFonts", "saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader",
	"bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors", "activeWritingStyle", "proofState",
	"formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge",
	"revisionView",
}

func (b *templateBuilder) readSettings() error {
	name, content := b.related("settings", emptyPart("w:settings"))
	o, err := b.outlineOf(content, "")
	if err != nil {
		return err
	}
	from, to := o.first, o.first
	for _, k := range o.kids {
		local := strings.TrimPrefix(k.node.name, "w:")
		if local == "trackRevisions" {
			from, to = k.start, k.end
			break
		}
		if slices.Contains(beforeTracking, local) {
			from, to = k.end, k.end
		}
	}
	b.settings = splice{name: name, before: string(content[:from]), tail: string(content[to:])}
	return nil
}
