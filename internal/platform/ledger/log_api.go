package ledger

import (
	"context"
	"net/http"

	"sampan/internal/kernel"
	"sampan/internal/platform/api"
	"sampan/internal/platform/db"
)

type entryInput struct {
	Index int64 `path:"index" minimum:"0" doc:"Place in the log, from 0"`
}

type entryOutput struct{ Body Entry }

type checkpointOutput struct {
	Body struct {
		Origin     string   `json:"origin" doc:"Name of the log"`
		Size       int64    `json:"size" doc:"Number of entries"`
		Root       []byte   `json:"root" doc:"Root of the tree over them"`
		Checkpoint string   `json:"checkpoint" doc:"Signed text (C2SP tlog-checkpoint)"`
		Keys       []string `json:"keys" doc:"Verifier keys of the log, the newest first"`
	}
}

type inclusionInput struct {
	Index int64 `query:"index" required:"true" minimum:"0" doc:"Place of the entry, from 0"`
	Size  int64 `query:"size" required:"true" minimum:"1" doc:"Number of entries of the tree that it is to be in"`
}

type consistencyInput struct {
	Old int64 `query:"old" required:"true" minimum:"1" doc:"Number of entries of the earlier tree"`
	New int64 `query:"new" required:"true" minimum:"1" doc:"Number of entries of the later tree"`
}

type proofOutput struct {
	Body struct {
		Root  []byte   `json:"root" doc:"Root of the tree, of the later one where there are two"`
		Proof [][]byte `json:"proof" doc:"Hashes in the order of RFC 6962, 2.1.1 and 2.1.2"`
	}
}

// MountAPI registers the log's operations. None of them writes.
func (s *Service) MountAPI(a *api.API) {
	op := func(path, id, summary string) api.Op {
		return api.Op{Method: http.MethodGet, Path: "/log" + path, ID: id, Summary: summary, Tag: "log", Action: Read}
	}
	api.Register(a, op("/checkpoint", "get-log-checkpoint", "The signed size and root of the log"), s.apiCheckpoint)
	api.Register(a, op("/entries/{index}", "get-log-entry", "An entry with its proof, and its content where the reader may see it"), s.apiEntry)
	api.Register(a, op("/proof/inclusion", "prove-log-inclusion", "A proof that an entry is in the log"), s.apiInclusion)
	api.Register(a, op("/proof/consistency", "prove-log-consistency", "A proof that the log has only grown"), s.apiConsistency)
}

func (s *Service) apiCheckpoint(ctx context.Context, _ kernel.Actor, _ *struct{}) (*checkpointOutput, error) {
	out := &checkpointOutput{}
	err := s.db.Read(ctx, func(q db.Queryer) error {
		head, err := s.log.Head(ctx, q)
		if err != nil {
			return err
		}
		signed, err := s.log.sign(head)
		out.Body.Origin, out.Body.Size, out.Body.Root = head.Origin, head.Size, head.Root[:]
		out.Body.Checkpoint, out.Body.Keys = string(signed), s.log.Keys()
		return err
	})
	return out, err
}

func (s *Service) apiEntry(ctx context.Context, actor kernel.Actor, in *entryInput) (*entryOutput, error) {
	out := &entryOutput{}
	err := s.db.Read(ctx, func(q db.Queryer) (err error) {
		out.Body, err = s.log.Entry(ctx, q, actor, in.Index)
		return err
	})
	return out, err
}

func (s *Service) apiInclusion(ctx context.Context, _ kernel.Actor, in *inclusionInput) (*proofOutput, error) {
	return s.proof(ctx, in.Size, func(q db.Queryer) ([][]byte, error) { return s.log.Inclusion(ctx, q, in.Index, in.Size) })
}

func (s *Service) apiConsistency(ctx context.Context, _ kernel.Actor, in *consistencyInput) (*proofOutput, error) {
	return s.proof(ctx, in.New, func(q db.Queryer) ([][]byte, error) { return s.log.Consistency(ctx, q, in.Old, in.New) })
}

func (s *Service) proof(ctx context.Context, size int64, prove func(q db.Queryer) ([][]byte, error)) (*proofOutput, error) {
	out := &proofOutput{}
	err := s.db.Read(ctx, func(q db.Queryer) (err error) {
		if out.Body.Proof, err = prove(q); err != nil {
			return err
		}
		root, err := s.log.Root(ctx, q, size)
		out.Body.Root = root[:]
		return err
	})
	return out, err
}
