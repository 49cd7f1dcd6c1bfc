// Package docx reads and writes Word documents (.docx, WordprocessingML of ECMA-376, transitional) with their tracked
// changes and comments. It knows nothing of plans.
//
// A [Document] is paragraphs and tables. What somebody changed with "track changes" on stands in place: a [Run], the
// mark at the end of a [Paragraph], a [Row] or a [Cell] says who inserted or deleted it. [Document.Changes] lists the
// changes, [Document.Threads] the comments with the text that they are about, and [Document.Accepted] and
// [Document.Rejected] give the document as it would be with every change taken or refused.
//
// [Write] makes a document, on a house template ([OpenTemplate]) or without one; the same document makes the same bytes.
//
// [Read] takes what Word, LibreOffice and Google Docs write. A file that somebody sends is hostile until shown otherwise:
// its archive is looked at before any of it is parsed, macros, embedded objects and encrypted files are refused, and
// nothing outside the file is ever fetched. What the reader sees and has no place for is listed in [Document.Unread].
package docx
