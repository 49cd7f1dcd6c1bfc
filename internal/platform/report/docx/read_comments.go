package docx

import "strconv"

// maxAnswers is how deep answers to answers may go.
const maxAnswers = 50

// readComments reads the comments with their answers. Which one answers which is in a part of its own, by the last
// paragraph of each (MS-DOCX 2.5.4.6, commentEx).
func (r *reader) readComments() error {
	root, err := r.related("comments")
	if root == nil || err != nil {
		return err
	}
	if name, ok := only(r.pkg, r.main, "comments"); ok {
		if err := r.linksOf(name); err != nil {
			return err
		}
	}
	extended, err := r.related("commentsExtended")
	if err != nil {
		return err
	}
	byParagraph := map[string]*Comment{}
	var all []*Comment
	for _, n := range root.kids {
		if n.name != "w:comment" {
			continue
		}
		c, err := r.comment(n)
		if err != nil {
			return err
		}
		all = append(all, c)
		for _, k := range n.kids {
			if id := k.get("w14:paraId"); id != "" {
				byParagraph[id] = c
			}
		}
	}
	parents := map[*Comment]*Comment{}
	for _, n := range kidsOf(extended) {
		if c := byParagraph[n.get("w15:paraId")]; c != nil && n.name == "w15:commentEx" {
			c.Resolved = n.get("w15:done") != "" && isOn(n.get("w15:done"))
			if p := byParagraph[n.get("w15:paraIdParent")]; p != nil && p != c {
				parents[c] = p
			}
		}
	}
	r.thread(all, parents)
	return nil
}

func (r *reader) comment(n *node) (*Comment, error) {
	id := number(n.get("w:id"), 0)
	defer r.enter("comment " + strconv.Itoa(id))()
	c := &Comment{ID: id, Author: r.admit(n.get("w:author")), Initials: r.admit(n.get("w:initials")), Date: instant(n.get("w:date"))}
	body, err := r.blocks(n)
	if err != nil {
		return nil, err
	}
	if err := r.finish(&body); err != nil {
		return nil, err
	}
	eachParagraph(body, func(p *Paragraph) {
		if p.Style == noteStyle {
			p.Style = ""
		}
		c.Body = append(c.Body, p)
	})
	return c, nil
}

// thread puts answers under the comment that began their thread, and takes the anchors of answers away.
func (r *reader) thread(all []*Comment, parents map[*Comment]*Comment) {
	answers := map[int]bool{}
	for _, c := range all {
		top := c
		for range maxAnswers { // an answer to an answer belongs to the same thread; a circle ends
			if parents[top] == nil {
				break
			}
			top = parents[top]
		}
		if top == c || parents[top] != nil {
			r.doc.Comments = append(r.doc.Comments, c)
			continue
		}
		top.Replies = append(top.Replies, c)
		answers[c.ID] = true
	}
	eachParagraph(r.doc.Body, func(p *Paragraph) {
		kept := p.Inlines[:0]
		for _, in := range p.Inlines {
			if a, ok := in.(*Anchor); !ok || a.Kind != CommentStart && a.Kind != CommentEnd || !answers[a.ID] {
				kept = append(kept, in)
			}
		}
		p.Inlines = kept
	})
}
