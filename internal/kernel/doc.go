// Package kernel holds the words that every feature shares: identifiers, countries, languages, text in several
// languages, dates known to the year, month or day, periods, money, actors, audiences, clocks and pages of a list.
//
// Everything here is a plain value from the standard library: no database, no HTTP, no catalogue of messages.
package kernel
