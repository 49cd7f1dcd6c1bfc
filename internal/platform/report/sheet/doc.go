// Package sheet reads and writes Excel workbooks (.xlsx), for imports and exports.
//
// A workbook that somebody sends is hostile until shown otherwise: Open looks at the archive itself before any of it is
// parsed, and refuses macros, archives that unpack to more than the limits, and what is no workbook. A cell is given as
// the text that the file stores, so that no date or number format changes what was typed.
//
// Write streams. Every text is a cell of text, so that one that begins with = + - or @ is never taken for a formula.
package sheet
