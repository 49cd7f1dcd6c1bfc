// Package api is the machine's door: OpenAPI 3.1 at /api/openapi.json, operations below /api/v1, failures as problems
// (RFC 9457) in the words of the catalogue.
//
// Enter with New, then Register for each operation. All strings of a body go through the door of package text before
// the operation sees them. An operation that writes is safe to send twice when the client names it with a header
// Idempotency-Key, a UUID of its own.
package api
