// Package ui holds what pages are built of: the shell around every page and the components in it. /style shows each of
// them in its states.
//
// A component takes plain values that the page has computed; it looks nothing up. Texts from catalogues are given as
// strings; texts of records as web.Shown, so that one in another language says which and a draft translation says so.
// Headings take their level from the caller or stand one below the section that they are in.
package ui
