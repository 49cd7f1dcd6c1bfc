package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/platform/i18n"
)

// VerifyArgs is what `sampan verify` was asked.
type VerifyArgs struct {
	Target string // an address, or a folder; "" for Own
	Since  string // file of an earlier checkpoint; "" for none
	Key    string // verifier key, or a file of them; "" for those that the log offers
	Save   string // file to keep the checkpoint in when all is well; "" for none
	Copy   string // folder to keep all that was read in; "" for none
	Words  *i18n.Locale
	// Own opens the installation in a data directory ("" for the one that the program was started on).
	Own func(ctx context.Context, dir string) (src Source, done func() error, err error)
}

// VerifyCommand checks a log, tells out what was found, and gives an Invalid fault when anything is wrong.
func VerifyCommand(ctx context.Context, a VerifyArgs, out io.Writer) (err error) {
	defer fault.In(&err, "ledger.VerifyCommand")
	o, err := a.options()
	if err != nil {
		return err
	}
	src, done, err := a.source(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if a.Copy != "" {
		src = keeper{src, a.Copy}
	}
	r, err := Verify(ctx, src, o)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, strings.Join(r.Words(a.Words), "\n")); err != nil {
		return err
	}
	if !r.OK() {
		return fault.New(fault.Invalid, "ledger.verify.failed", "count", len(r.Findings)+r.More)
	}
	if a.Save != "" {
		return replace(a.Save, string(r.Checkpoint), 0o644)
	}
	return nil
}

func (a VerifyArgs) options() (o Options, err error) {
	if a.Since != "" {
		if o.Since, err = os.ReadFile(a.Since); err != nil {
			return o, fault.Wrap(fault.NotFound, err, "ledger.verify.no_file", "file", a.Since)
		}
	}
	if o.Keys = a.Key; a.Key == "" {
		return o, nil
	}
	if _, err := parseKeys(a.Key); err != nil {
		raw, err := os.ReadFile(a.Key)
		if err != nil {
			return o, fault.Wrap(fault.Invalid, err, "ledger.key.unreadable")
		}
		o.Keys = string(raw)
	}
	return o, nil
}

func (a VerifyArgs) source(ctx context.Context) (Source, func() error, error) {
	nothing := func() error { return nil }
	if strings.HasPrefix(a.Target, "http://") || strings.HasPrefix(a.Target, "https://") {
		web, err := NewWeb(a.Target, nil)
		return web, nothing, err
	}
	if a.Target == "" {
		return a.Own(ctx, "")
	}
	if info, err := os.Stat(a.Target); err != nil || !info.IsDir() {
		return nil, nil, fault.Wrap(fault.NotFound, err, "ledger.verify.no_file", "file", a.Target)
	}
	if isCopy(a.Target) {
		return Folder{Dir: a.Target}, nothing, nil
	}
	return a.Own(ctx, a.Target)
}

// isCopy says that a folder holds a log as files, and is no data directory.
func isCopy(dir string) bool {
	found, _ := filepath.Glob(filepath.Join(dir, "checkpoint*")) // the pattern is well-formed
	return len(found) > 0
}

// keeper keeps what it reads from a source in a folder, which is then a log that Folder reads.
type keeper struct {
	Source

	dir string
}

// Get implements Source.
func (k keeper) Get(ctx context.Context, path string) ([]byte, error) {
	raw, err := k.Source.Get(ctx, path)
	if err != nil {
		return nil, err
	}
	return raw, k.keep(path, raw)
}

// Opening implements Source.
func (k keeper) Opening(ctx context.Context, index int64, leaf []byte) (Opening, error) {
	o, err := k.Source.Opening(ctx, index, leaf)
	if _, own := k.Source.(Database); own || err != nil {
		return o, err // the installation's own source gives confidential content too
	}
	raw, err := json.MarshalIndent(Entry{Index: index, Leaf: string(leaf), Opening: &o}, "", "  ")
	if err != nil {
		return o, err
	}
	return o, k.keep("entries/"+strconv.FormatInt(index, 10)+".json", raw)
}

func (k keeper) keep(path string, raw []byte) error {
	name := filepath.Join(k.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	return os.WriteFile(name, raw, 0o600)
}
