// Package kernel holds the words that every feature shares: identifiers, countries, languages, text in several
// languages, dates known to the year, month or day, periods, money, actors, audiences, clocks and pages of a list.
//
// Everything here is a plain value from the standard library: no database, no HTTP, no catalogue of messages. The errors
// of its parsers are for logs and never repeat what was given; what a person reads is a fault that the caller makes.
package kernel
