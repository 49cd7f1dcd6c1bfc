package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"sampan/internal/platform/db"
)

// The measures of C2SP tlog-tiles.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	maxLevel   = 63
)

// Tile names a tile of the tree or a bundle of entries by where it stands.
type Tile struct {
	Entries bool  // the leaves themselves, not their hashes
	Level   int   // 0 for hashes of leaves; 0 for entries
	N       int64 // place within the level
	Width   int   // hashes or leaves in it, 1 to 256
}

var errTilePath = errors.New("ledger: not the path of a tile")

// maxTile bounds the place of a tile, so that no arithmetic on it overflows. No log comes near.
const maxTile = 1 << 46

// Path is the tile's path below the log's address: "tile/0/x001/x234/067.p/8".
func (t Tile) Path() string {
	n := fmt.Sprintf("%03d", t.N%1000)
	for rest := t.N / 1000; rest > 0; rest /= 1000 {
		n = fmt.Sprintf("x%03d/%s", rest%1000, n)
	}
	level := strconv.Itoa(t.Level)
	if t.Entries {
		level = "entries"
	}
	if t.Width < tileWidth {
		n += ".p/" + strconv.Itoa(t.Width)
	}
	return "tile/" + level + "/" + n
}

// ParseTile reads a tile's path, which has one way to be written.
func ParseTile(path string) (Tile, error) {
	level, rest, ok := strings.Cut(strings.TrimPrefix(path, "tile/"), "/")
	if !ok || !strings.HasPrefix(path, "tile/") {
		return Tile{}, errTilePath
	}
	t := Tile{Entries: level == "entries", Width: tileWidth}
	if !t.Entries {
		n, err := decimal(level)
		if err != nil || n > maxLevel {
			return Tile{}, errTilePath
		}
		t.Level = int(n)
	}
	if place, width, partial := strings.Cut(rest, ".p/"); partial {
		n, err := decimal(width)
		if err != nil || n < 1 || n >= tileWidth {
			return Tile{}, errTilePath
		}
		rest, t.Width = place, int(n)
	}
	for part := range strings.SplitSeq(rest, "/") {
		n, err := strconv.ParseUint(strings.TrimPrefix(part, "x"), 10, 16)
		if err != nil || t.N > maxTile/1000 {
			return Tile{}, errTilePath
		}
		t.N = t.N*1000 + int64(n)
	}
	if t.N > maxTile || t.Path() != path {
		return Tile{}, errTilePath
	}
	return t, nil
}

// within says that a tree of size leaves holds the whole tile.
func (t Tile) within(size int64) bool {
	shift := tileHeight * t.Level
	return shift < 63 && t.N*tileWidth+int64(t.Width) <= size>>shift
}

// Tile is the content of a tile or bundle; fs.ErrNotExist when the log does not reach it.
func (l *Log) Tile(ctx context.Context, q db.Queryer, t Tile) ([]byte, error) {
	size, err := l.Size(ctx, q)
	if err != nil {
		return nil, err
	}
	if !t.within(size) {
		return nil, fs.ErrNotExist
	}
	if t.Entries {
		all, err := leaves(ctx, q, t.N*tileWidth, t.N*tileWidth+int64(t.Width))
		return packEntries(all), err
	}
	return tlog.ReadTileData(tlog.Tile{H: tileHeight, L: t.Level, N: t.N, W: t.Width}, NewReader(ctx, q))
}

// packEntries writes leaves one after the other, each after its length in two bytes.
func packEntries(all [][]byte) []byte {
	var raw []byte
	for _, leaf := range all {
		raw = binary.BigEndian.AppendUint16(raw, uint16(len(leaf))) //nolint:gosec // Append holds leaves to maxLeaf
		raw = append(raw, leaf...)
	}
	return raw
}

// splitEntries reads a bundle of just n leaves.
func splitEntries(raw []byte, n int) ([][]byte, error) {
	all := make([][]byte, 0, n)
	for range n {
		if len(raw) < 2 {
			return all, errBundle
		}
		size := int(binary.BigEndian.Uint16(raw))
		if len(raw) < 2+size {
			return all, errBundle
		}
		all, raw = append(all, raw[2:2+size]), raw[2+size:]
	}
	if len(raw) != 0 {
		return all, errBundle
	}
	return all, nil
}

var errBundle = errors.New("ledger: the bundle of entries does not hold what its place says")
