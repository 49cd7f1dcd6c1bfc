package arch

// features are the features and, of each, the features that it may import. Looser links are typed references (kind and
// id), not imports.
var features = map[string][]string{
	"governance":    {},
	"meeting":       {"governance"},
	"instrument":    {"governance"},
	"consensus":     {"governance"},
	"plan":          {"governance"},
	"consultation":  {"governance"},
	"workplan":      {"plan", "meeting"},
	"monitoring":    {"plan", "workplan", "meeting"},
	"screening":     {},
	"casework":      {"screening", "directory"},
	"referral":      {"casework", "directory"},
	"directory":     {},
	"library":       {"instrument"},
	"newsletter":    {"library"},
	"participation": {"governance"},
}

// laterEdges came after the design; each names the page that decided it.
var laterEdges = []edge{}

type edge struct{ from, to, decision string }

// sealed features may be imported by nobody but those named: case data cannot leak sideways.
var sealed = map[string][]string{
	"internal/process/casework": {"internal/app", "internal/process/referral"},
	"internal/process/referral": {"internal/app"},
}

// statePackages are the platform packages that keep state, where SQL may stand in any file.
var statePackages = []string{
	"account", "act", "access", "audit", "blob", "db", "installation", "job", "ledger", "mail", "search", "vault",
}

// sharedModules may be named by more than one package. Without owners, by any; with owners, by these.
var sharedModules = []sharedModule{
	{module: "github.com/a-h/templ", reason: "every feature has pages"},
	{module: "github.com/danielgtaylor/huma/v2", reason: "every feature has an API"},
	{module: "github.com/alecthomas/kong", reason: "every feature has commands"},
	{module: "github.com/google/go-cmp", reason: "tests"},
	{module: "github.com/rogpeppe/go-internal", reason: "tests"},
	{module: "pgregory.net/rapid", reason: "tests"},
	{module: "github.com/chromedp/chromedp", reason: "tests; printing to PDF names it once"},
	{module: "github.com/chromedp/cdproto", reason: "goes with chromedp"},
	{
		module: "golang.org/x/text",
		owners: []string{"internal/platform/text", "internal/platform/i18n"},
		reason: "one module, two subjects: normalisation; languages, plurals and collation",
	},
	{
		module: "golang.org/x/crypto",
		owners: []string{"internal/platform/account", "internal/platform/vault"},
		reason: "Argon2id for passwords and for pass phrases",
	},
}

type sharedModule struct {
	module string
	owners []string
	reason string
}
