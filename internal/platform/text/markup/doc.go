// Package markup reads and writes the Markdown of plan texts: paragraphs, headings, lists within lists, quotations and
// tables; bold, italic, struck and fixed-width text; links.
//
// Enter with Parse. A Doc is flat, as a word processor's paragraphs are: a list item or a table row is a Block that knows
// its depth, so that documents can be compared block by block. Doc.String writes the canonical Markdown, which reads back
// as the same Doc; Doc.HTML writes a page's; Doc.Plain what a search or a count needs.
//
// # The dialect
//
// It is what people know of CommonMark and its tables, less everything that surprises someone who only meant to write:
//
//   - Nothing that is typed is lost or hidden. HTML, entities, comments, reference definitions, rules (---) and indented
//     code are text. What is not a complete mark is text.
//   - A line break is a line break; an empty line begins a paragraph.
//   - Emphasis is written **bold**, *italic*, ~~struck~~ and `code`, begins before something other than a space and ends
//     after the like. Unlike in CommonMark, punctuation beside a mark makes no difference, for in Chinese, Thai and Khmer
//     no space stands there; and marks may overlap. An underscore is an underscore.
//   - Links are [text](address) with http, https or mailto; anything else in that form is text.
//   - Lists begin with -, *, + or a number of up to three digits with . or ), and two spaces make an item a part of the
//     one above. The first number counts, the others follow; the other of . and ) begins a new list.
//   - A table has a row of dashes, |---|---|, before or after its first row; the row before it is the head. <br> breaks a
//     line within a cell.
package markup
