package plan

import (
	"bytes"
	"context"
	"io"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/act"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/db"
	"sampan/internal/platform/report/docx"
)

// templateResource is the template as access sees it.
var templateResource = access.Resource{Kind: "plan_template", Audience: kernel.SecretariatOnly}

// wordTemplate is the secretariat's template, which Word files are written on; nil when there is none.
func (s *Service) wordTemplate(ctx context.Context) (*docx.Template, error) {
	if s.links.Blobs == nil {
		return nil, nil
	}
	content, err := s.templateBytes(ctx)
	if content == nil || err != nil {
		return nil, err
	}
	return docx.OpenTemplate(content)
}

// templateBytes are the bytes of the template, nil when there is none.
func (s *Service) templateBytes(ctx context.Context) ([]byte, error) {
	var t WordTemplate
	var info blob.Info
	err := s.walk.DB.Read(ctx, func(q db.Queryer) (err error) {
		if t, err = findTemplate(ctx, q); err != nil || t.Version == 0 {
			return err
		}
		info, err = s.links.Blobs.Find(ctx, q, t.SHA256)
		return err
	})
	if err != nil || t.Version == 0 {
		return nil, err
	}
	file, err := s.links.Blobs.Open(info)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, docx.MaxFile))
}

// TemplateNow tells of the secretariat's template for Word files; its Version is 0 when there is none.
func (s *Service) TemplateNow(ctx context.Context, actor kernel.Actor) (t WordTemplate, err error) {
	defer fault.In(&err, "plan.TemplateNow")
	err = act.Read(ctx, s.walk, act.Call{Actor: actor, Action: SetTemplate, Resource: templateResource}, func(q db.Queryer) error {
		t, err = findTemplate(ctx, q)
		return err
	})
	return t, err
}

// TemplateFile gives the bytes of the template; NotFound when there is none.
func (s *Service) TemplateFile(ctx context.Context, actor kernel.Actor) (content []byte, err error) {
	defer fault.In(&err, "plan.TemplateFile")
	if err := s.walk.Access.Check(actor, SetTemplate, templateResource); err != nil {
		return nil, err
	}
	content, err = s.templateBytes(ctx)
	if err == nil && content == nil {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return content, err
}

// SetTemplate makes a Word file the template of all that are written from now on.
func (s *Service) SetTemplate(ctx context.Context, actor kernel.Actor, submission kernel.ID, content []byte) (t WordTemplate, err error) {
	defer fault.In(&err, "plan.SetTemplate")
	if err := s.walk.Access.Check(actor, SetTemplate, templateResource); err != nil {
		return t, err
	}
	if _, err := docx.OpenTemplate(content); err != nil {
		return t, err
	}
	staged, err := s.links.Blobs.Stage(bytes.NewReader(content), docx.MaxFile, blob.DOCX)
	if err != nil {
		return t, err
	}
	defer staged.Discard()
	return act.Do(ctx, s.walk, act.Call{Actor: actor, Action: SetTemplate, Resource: templateResource, Submission: submission},
		func(ctx context.Context, tx *act.Tx) (WordTemplate, error) {
			info, err := staged.Keep(ctx, tx)
			if err != nil {
				return WordTemplate{}, err
			}
			t := WordTemplate{SHA256: info.SHA256, Size: info.Size, At: tx.Now}
			return t, saveTemplate(ctx, tx, t, tx.Office.Role)
		})
}

// RemoveTemplate takes the template away: Word files are written in the house's own styles again.
func (s *Service) RemoveTemplate(ctx context.Context, actor kernel.Actor, submission kernel.ID) (gone bool, err error) {
	defer fault.In(&err, "plan.RemoveTemplate")
	return act.Do(ctx, s.walk, act.Call{Actor: actor, Action: SetTemplate, Resource: templateResource, Submission: submission},
		func(ctx context.Context, tx *act.Tx) (bool, error) { return true, removeTemplate(ctx, tx) })
}
