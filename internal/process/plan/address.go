package plan

import "strconv"

// The addresses of the feature, without language.

func planPath(slug string) string             { return "/plans/" + slug }
func draftsPath(slug string) string           { return planPath(slug) + "/drafts" }
func draftPath(slug string, n int) string     { return draftsPath(slug) + "/" + strconv.Itoa(n) }
func redlinePath(slug string, r Range) string { return draftsPath(slug) + "/" + r.String() }
func editPath(slug string) string             { return planPath(slug) + "/edit" }
func statePath(slug string) string            { return editPath(slug) + "/state" }
func readersPath(slug string) string          { return editPath(slug) + "/readers" }
func historyPath(slug string) string          { return planPath(slug) + "/history" }
func discardsPath(slug string) string         { return planPath(slug) + "/discarded" }
func discardedPath(slug string, n int) string { return discardsPath(slug) + "/" + strconv.Itoa(n) }
func workingPath(slug string) string          { return planPath(slug) + "/draft" }
func nodePath(slug, node string) string       { return workingPath(slug) + "/nodes/" + node }
func nodeDraftsPath(slug, node string) string { return planPath(slug) + "/nodes/" + node }
func indicatorPath(slug, id string) string    { return workingPath(slug) + "/indicators/" + id }
func importPath(slug string) string           { return workingPath(slug) + "/import" }
func publishPath(slug string) string          { return workingPath(slug) + "/publish" }
func discardPath(slug string) string          { return workingPath(slug) + "/discard" }
func draftReadersPath(slug string) string     { return workingPath(slug) + "/readers" }

// documentPath is where the document of an edition is read.
func documentPath(d Document) string {
	switch d.Kind {
	case Record:
		return planPath(d.Plan)
	case Discarded:
		return discardedPath(d.Plan, d.Number)
	case Draft, Working:
	}
	return draftPath(d.Plan, d.Number)
}
