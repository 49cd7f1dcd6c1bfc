package plan

import "strconv"

// The addresses of the feature, without language.

func planPath(slug string) string          { return "/plans/" + slug }
func draftsPath(slug string) string        { return planPath(slug) + "/drafts" }
func draftPath(slug string, n int) string  { return draftsPath(slug) + "/" + strconv.Itoa(n) }
func workingPath(slug string) string       { return planPath(slug) + "/draft" }
func nodePath(slug, node string) string    { return workingPath(slug) + "/nodes/" + node }
func indicatorPath(slug, id string) string { return workingPath(slug) + "/indicators/" + id }
func importPath(slug string) string        { return workingPath(slug) + "/import" }
func publishPath(slug string) string       { return workingPath(slug) + "/publish" }
