package plan

import (
	"bytes"
	"net/http"

	"sampan/internal/fault"
	"sampan/internal/platform/web"
)

// send answers with an export: a workbook is streamed; JSON and Markdown carry an ETag.
func send(w http.ResponseWriter, r *http.Request, v *web.View, x Export, name, format string) error {
	media, known := MediaTypes[format]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	late := &lateHeaders{ResponseWriter: w, media: media, file: name + "." + format, private: v.Actor.SignedIn()}
	if format == FormatWorkbook {
		return x.Write(late, format, v.Loc)
	}
	var body bytes.Buffer
	if err := x.Write(&body, format, v.Loc); err != nil {
		return err
	}
	late.set()
	web.Send(w, r, body.Bytes())
	return nil
}

// lateHeaders sets the headers of a file when its first byte comes, so that a fault before it is still a page.
type lateHeaders struct {
	http.ResponseWriter

	media, file string
	private     bool
	done        bool
}

func (l *lateHeaders) set() {
	h := l.Header()
	h.Set("Content-Type", l.media)
	h.Set("Content-Disposition", `attachment; filename="`+l.file+`"`)
	h.Set("Cache-Control", "no-cache")
	if l.private {
		h.Set("Cache-Control", "no-store")
	}
	h.Add("Vary", "Cookie")
	l.done = true
}

// Write implements io.Writer.
func (l *lateHeaders) Write(p []byte) (int, error) {
	if !l.done {
		l.set()
	}
	return l.ResponseWriter.Write(p)
}
