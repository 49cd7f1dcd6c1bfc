// Package testenv gives the tests what they need of the machine: a private PostgreSQL, and the paths of Chromium and of
// LibreOffice.
//
// Start makes a database server of its own in a temporary directory, on a free loopback port and with a random password,
// and Stop takes both away again. The command testenv starts one, runs another command with SAMPAN_TEST_POSTGRES,
// SAMPAN_TEST_CHROMIUM and SAMPAN_TEST_SOFFICE set, and ends with that command's code.
package testenv
