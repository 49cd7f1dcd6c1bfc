package docx

import "time"

// Document is a Word document.
type Document struct {
	Properties Properties
	Languages  Languages
	Header     string // running title at the head of each page; written, and read as an Aside
	Track      bool   // what is edited next is tracked
	Body       []Block
	Comments   []*Comment

	// What only the reader fills in.
	Asides  []Aside  // notes, text boxes, headers and footers with text
	Other   []Change // changes of what the model does not hold: page set-up, table look
	Unread  []Unread // what was seen and has no place here
	Unclean []Unclean
}

// Properties describe the document.
type Properties struct {
	Title, Subject, Author, Language string
	Created                          time.Time
	Custom                           []Property // such as the identity of what the document was made from
}

// Property is a custom property.
type Property struct{ Name, Value string }

// Languages are the document's languages, one for each class of scripts; "" is none.
type Languages struct{ Latin, EastAsia, Complex string }

// Block is a *Paragraph, a *Table or *Contents.
type Block interface{ block() }

// Paragraph is a paragraph. Its style is a name that Word knows: "Title", "Heading 1", "Quote", "List Continue 2"; empty
// is "Normal" or, for an item of a list, what its list says.
type Paragraph struct {
	Style     string
	List      *List
	PageBreak bool // begins a page
	Inlines   []Inline
	Mark      Tracked  // of the mark that ends it: inserted by a split, deleted by a merge
	Was       *Restyle // other properties before a tracked change
}

// List makes a paragraph an item of a list.
type List struct {
	ID      int // items of one list share it
	Level   int // from 0
	Ordered bool
	Number  int // what the item shows when Ordered; 0 continues the counting
}

// Contents is a table of contents.
type Contents struct {
	Title  string // above it
	Levels int    // of headings; 0 is 3
	Body   []*Paragraph
}

// Table is a table.
type Table struct {
	Widths []int // of the columns, in parts of the whole; nil shares evenly
	Rows   []Row
}

// Row is a row of a table.
type Row struct {
	Head    bool // repeated on each page
	Cells   []Cell
	Tracked Tracked
}

// Cell is a cell of a table.
type Cell struct {
	Span    int  // columns; 0 is 1
	Merged  bool // continues the cell above
	Body    []Block
	Tracked Tracked
}

func (*Paragraph) block() {}
func (*Table) block()     {}
func (*Contents) block()  {}

// Inline is a *Run or an *Anchor.
type Inline interface{ inline() }

// Run is text of one look. A line feed in it is a line break within the paragraph, a tab is a tab.
type Run struct {
	Text    string
	Look    Look
	Link    string // address, or "#bookmark"
	Lang    string // BCP 47; "" is the document's
	Tracked Tracked
	Was     *Relook // another look before a tracked change
}

// Look is what a run's characters look like, as far as it carries meaning.
type Look struct{ Bold, Italic, Underline, Strike, Code, Super, Sub bool }

// Anchor marks a place between runs.
type Anchor struct {
	Kind AnchorKind
	Name string // of the bookmark
	ID   int    // of the comment, or of the note among the document's Asides
}

// AnchorKind is what an anchor marks.
type AnchorKind int

// The kinds of anchors. A bookmark or a comment may begin in one paragraph and end in another.
const (
	BookmarkStart AnchorKind = iota
	BookmarkEnd
	CommentStart
	CommentEnd
	NoteRef
)

func (*Run) inline()    {}
func (*Anchor) inline() {}

// Comment is a comment. Anchors of its ID say what it is about; an answer is about the same.
type Comment struct {
	ID       int
	Author   string
	Initials string
	Date     time.Time
	Body     []*Paragraph
	Resolved bool
	Replies  []*Comment
}

// Aside is text beside the body.
type Aside struct {
	Kind  AsideKind
	Part  string // as a Place in it says: "footnote 2"
	ID    int    // for a note, that of its NoteRef
	Place Place  // where a note or text box is anchored
	Body  []Block
}

// AsideKind is the kind of text beside the body.
type AsideKind int

// The kinds of text beside the body.
const (
	Footnote AsideKind = iota
	Endnote
	TextBox
	PageHeader
	PageFooter
)

// Place is where something stands: the n-th paragraph of a part in reading order, from 1, those in tables, contents and
// deleted ones counted. Paragraph 0 is the part itself.
type Place struct {
	Part      string // "body", "footnote 2", "text box 1", "header 1", "comment 3", "settings"
	Paragraph int
}

// Unread is something that the reader saw and has no place for.
type Unread struct {
	What     string // the element, as "w:drawing", or the field, as "REF"
	Place    Place  // of the first
	Count    int
	Text     string // that it holds
	Cosmetic bool   // only looks: colours, spacing, page set-up
}

// Unclean is a character that cannot be let in and was taken out.
type Unclean struct {
	Place Place
	Code  string // "U+202E"
	Count int
}
