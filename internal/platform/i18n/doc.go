// Package i18n finds the words for people. Code names a message by its key and named arguments; the catalogues under
// locale/ hold the words, a folder per language and a file per package.
//
// Load reads the catalogues once at start. A Locale then gives messages, dates, numbers, lists, names of countries and
// roles, and the order of a language. A language is offered to readers when its folder holds every file that English has.
//
// Dates are of the Gregorian calendar in every language, Thai too, as the process writes them; digits are the Western
// ones in Khmer, Lao and Burmese too, so that codes, dates and figures on a page match the printed documents.
package i18n
