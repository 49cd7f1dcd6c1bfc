// Package job runs work after the answer has gone out: mail, the daily checkpoint, clearing up. A job is put in the
// queue in the transaction that gives rise to it and is run at least once, so every Worker must bear being run twice.
//
//	waiting ──lease──▶ running ──done──▶ done
//	   ▲                  │
//	   └──── fails, back-off ──── after Tries ──▶ dead (kept; seen by doctor and metrics)
//
// The payload of a job that is done is forgotten at once; it may have held a link for one reader.
//
// Enter with Enqueue, and with a Runner that app starts. A Cron is a job whose key is the hour or day that it is for:
// however many processes there are, it is queued once.
package job
